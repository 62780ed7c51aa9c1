package dev.assay.series;

import static dev.assay.schema.Tables.METRIC;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.unnest;
import static org.jooq.impl.DSL.val;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.Record2;
import org.springframework.stereotype.Component;

/**
 * The names of metrics and the small numbers that stand for them in stored points. A name keeps its
 * number for ever, so both directions are cached; not to be called inside a transaction, whose
 * rollback the caches would not see.
 */
@Component
public class MetricNames {
  private static final int MOST_CACHED = 200_000;

  private final DSLContext db;
  private final Cache<String, Integer> idOfName = cache();
  private final Cache<Integer, String> nameOfId = cache();

  MetricNames(DSLContext db) {
    this.db = db;
  }

  private static <K, V> Cache<K, V> cache() {
    return Caffeine.newBuilder().maximumSize(MOST_CACHED).build();
  }

  /** The ids of those names that have one. */
  public Map<String, Integer> find(Collection<String> names) {
    Map<String, Integer> found = new HashMap<>(idOfName.getAllPresent(names));
    String[] missing = missing(names, found);
    if (missing.length > 0) {
      db.select(METRIC.NAME, METRIC.ID)
          .from(METRIC)
          .where(METRIC.NAME.eq(any(missing)))
          .forEach(r -> found.put(r.value1(), remember(r)));
    }
    return found;
  }

  /**
   * The ids of all these names; names seen for the first time get one. Takes no statement when all
   * are cached, one when all are known, and at most three.
   */
  public Map<String, Integer> findOrAdd(Collection<String> names) {
    Map<String, Integer> found = find(names);
    String[] missing = missing(names, found);
    if (missing.length > 0) {
      add(missing).forEach(r -> found.put(r.value1(), remember(r)));
      found.putAll(find(List.of(missing(names, found)))); // somebody else was faster
    }
    return found;
  }

  /**
   * One statement for all; the order of the names keeps two of these from waiting for each other in
   * a circle.
   */
  private List<Record2<String, Integer>> add(String[] sortedNames) {
    return db.insertInto(METRIC, METRIC.NAME)
        .select(
            select(field(name("fresh", "name"), String.class))
                .from(unnest(val(sortedNames)).as("fresh", "name")))
        .onConflictDoNothing()
        .returningResult(METRIC.NAME, METRIC.ID)
        .fetch();
  }

  /** The names of those ids that have one. */
  Map<Integer, String> names(Collection<Integer> ids) {
    Map<Integer, String> found = new HashMap<>(nameOfId.getAllPresent(ids));
    if (found.size() < ids.size()) {
      Integer[] missing = ids.stream().filter(id -> !found.containsKey(id)).toArray(Integer[]::new);
      db.select(METRIC.NAME, METRIC.ID)
          .from(METRIC)
          .where(METRIC.ID.eq(any(missing)))
          .forEach(r -> found.put(remember(r), r.value1()));
    }
    return found;
  }

  private int remember(Record2<String, Integer> metric) {
    idOfName.put(metric.value1(), metric.value2());
    nameOfId.put(metric.value2(), metric.value1());
    return metric.value2();
  }

  private static String[] missing(Collection<String> names, Map<String, Integer> found) {
    List<String> missing = new ArrayList<>();
    for (String name : names) {
      if (!found.containsKey(name)) {
        missing.add(name);
      }
    }
    return missing.stream().distinct().sorted().toArray(String[]::new);
  }
}
