package dev.assay.series;

import dev.assay.runs.RunId;
import dev.assay.series.ChunkReader.Level;
import dev.assay.series.SeriesReader.Part;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads some of the series of a query in one transaction. */
final class ChartReader {
  private static final double FIRST_STEP = 0;
  private static final double LAST_STEP = 1L << 53;

  private final Connection connection;
  private final SeriesQuery query;
  private final Map<String, Integer> ids;
  private final @Nullable Cursor since;
  private final byte[] cuts;

  /**
   * @param cuts of the query's series, to be filled in
   */
  ChartReader(
      Connection connection,
      SeriesQuery query,
      Map<String, Integer> ids,
      @Nullable Cursor since,
      byte[] cuts) {
    this.connection = connection;
    this.query = query;
    this.ids = ids;
    this.since = since;
    this.cuts = cuts;
  }

  /**
   * One of the series that are asked for.
   *
   * @param number its place among them
   */
  record Wanted(int number, RunId run, String metric, int metricId) {}

  /**
   * How one is read.
   *
   * @param grid null when it follows from what is read
   */
  private record Plan(
      Wanted wanted, Part part, SeriesStats stats, @Nullable Grid grid, @Nullable Long replaces) {}

  List<BucketedSeries> read(List<Wanted> wanted) throws SQLException {
    Set<RunId> runs = new HashSet<>();
    Set<Integer> metricIds = new HashSet<>();
    for (Wanted w : wanted) {
      runs.add(w.run);
      metricIds.add(w.metricId);
    }
    @Nullable Integer xMetric =
        query.axis() instanceof Axis.Metric(var name) ? ids.get(name) : null;
    if (xMetric != null) {
      metricIds.add(xMetric);
    }
    @Nullable Changes changes =
        since == null ? null : Changes.since(connection, since.snapshot(), runs, metricIds);
    View view = new View(connection, runs, metricIds);
    try (SeriesReader reader = new SeriesReader(connection, view)) {
      List<Wanted> changed = new ArrayList<>();
      List<BucketedSeries> emptied = new ArrayList<>(); // as by rewinding a run
      for (Wanted w : wanted) {
        boolean gone = reader.stats(w.run, w.metricId).isEmpty();
        if (gone && since != null && since.cuts()[w.number] != Cursor.ABSENT) {
          emptied.add(Buckets.bySteps(w.run, w.metric, List.of(), Grid.EACH_POINT));
        } else if (changes == null || since == null || hasChanged(w, changes, since, xMetric)) {
          changed.add(w);
        } else {
          cuts[w.number] = since.cuts()[w.number];
        }
      }
      List<BucketedSeries> read =
          switch (query.axis()) {
            case Axis.Step _ -> bySteps(changed, reader, changes);
            case Axis.Time _ -> byTime(changed, reader, Map.of());
            case Axis.RelativeTime _ -> byTime(changed, reader, beginnings(runs));
            case Axis.Metric _ -> xMetric == null ? List.of() : byMetric(changed, reader, xMetric);
          };
      emptied.addAll(read);
      return emptied;
    }
  }

  private static boolean hasChanged(
      Wanted w, Changes changes, Cursor since, @Nullable Integer xMetric) {
    return since.cuts()[w.number] == Cursor.ABSENT
        || changes.leastStep(w.run, w.metricId).isPresent()
        || (xMetric != null && changes.leastStep(w.run, xMetric).isPresent());
  }

  // --- by step

  private List<BucketedSeries> bySteps(
      List<Wanted> wanted, SeriesReader reader, @Nullable Changes changes) throws SQLException {
    List<Plan> plans = new ArrayList<>();
    for (Wanted w : wanted) {
      Optional<SeriesStats> stats = reader.stats(w.run, w.metricId);
      if (stats.isPresent()) {
        plans.add(
            query.isWhole()
                ? planWhole(w, stats.get(), reader, changes)
                : planRange(w, stats.get()));
      }
    }
    List<Part> parts = parts(plans, reader);
    List<List<Piece>> pieces = reader.read(parts, false);
    List<BucketedSeries> all = new ArrayList<>();
    for (int i = 0; i < plans.size(); i++) {
      all.add(bySteps(plans.get(i), parts.get(i), pieces.get(i)));
    }
    return all;
  }

  /**
   * Of a whole series it is known how closely to look, of a part only when its points are counted.
   */
  private List<Part> parts(List<Plan> plans, SeriesReader reader) throws SQLException {
    List<Part> parts = plans.stream().map(Plan::part).toList();
    return query.isWhole()
        ? parts
        : reader.atLevels(parts, plans.stream().map(p -> p.stats.n()).toList(), query.buckets());
  }

  private Plan planRange(Wanted w, SeriesStats stats) {
    long from = Math.max(stats.firstStep(), (long) Math.ceil(Math.max(query.from(), FIRST_STEP)));
    long to = Math.min(stats.lastStep(), (long) Math.floor(Math.min(query.to(), LAST_STEP)));
    return new Plan(w, new Part(w.run, w.metricId, from, to, Level.POINTS), stats, null, null);
  }

  private Plan planWhole(
      Wanted w, SeriesStats stats, SeriesReader reader, @Nullable Changes changes)
      throws SQLException {
    Grid grid =
        stats.n() <= query.buckets()
            ? Grid.EACH_POINT
            : Grid.of(stats.firstStep(), stats.lastStep(), query.buckets(), 1);
    Level level = SeriesReader.level(stats.n(), stats.n(), query.buckets());
    @Nullable Long least = replaced(w, Cursor.cut(grid.width(), level), reader, changes);
    long start = least == null ? 0 : grid.start(least);
    boolean whole = start <= stats.firstStep();
    Part part =
        new Part(
            w.run, w.metricId, whole ? 0 : start, Long.MAX_VALUE, TimeRange.ALL, level, !whole);
    return new Plan(w, part, stats, grid, whole ? null : Long.valueOf(start));
  }

  /**
   * The step from which on a reader that has the same cut needs buckets anew; null for all. Where
   * sub-buckets are read a point changes those of its whole chunk.
   */
  private @Nullable Long replaced(
      Wanted w, byte cut, SeriesReader reader, @Nullable Changes changes) throws SQLException {
    if (changes == null || since == null || cut != since.cuts()[w.number]) {
      return null;
    }
    OptionalLong least = changes.leastStep(w.run, w.metricId);
    return least.isEmpty() || least.getAsLong() < 0
        ? null
        : Long.valueOf(reader.startOfChunk(w.run, w.metricId, least.getAsLong()));
  }

  private BucketedSeries bySteps(Plan plan, Part part, List<Piece> pieces) {
    @Nullable Grid grid = plan.grid;
    if (grid == null) {
      long points = pieces.stream().mapToLong(Piece::count).sum();
      boolean each =
          points <= query.buckets() && pieces.stream().allMatch(Piece.Points.class::isInstance);
      grid = each ? Grid.EACH_POINT : Grid.of(part.fromStep(), part.toStep(), query.buckets(), 1);
    }
    cuts[plan.wanted.number] =
        query.isWhole() ? Cursor.cut(grid.width(), part.level()) : Cursor.OTHERWISE;
    BucketedSeries s = Buckets.bySteps(plan.wanted.run, plan.wanted.metric, pieces, grid);
    return plan.replaces == null
        ? s
        : s.replacing(plan.replaces, plan.stats.n(), plan.stats.lastStep());
  }

  // --- by time

  /**
   * @param beginnings when runs began, in ms since 1970, which is 0 on the axis
   */
  private List<BucketedSeries> byTime(
      List<Wanted> wanted, SeriesReader reader, Map<RunId, Long> beginnings) throws SQLException {
    List<Plan> plans = new ArrayList<>();
    for (Wanted w : wanted) {
      Optional<SeriesStats> stats = reader.stats(w.run, w.metricId);
      if (stats.isPresent()) {
        plans.add(planByTime(w, stats.get(), beginnings.getOrDefault(w.run, 0L)));
      }
    }
    List<List<Piece>> pieces = reader.read(parts(plans, reader), true);
    List<BucketedSeries> all = new ArrayList<>();
    for (int i = 0; i < plans.size(); i++) {
      Wanted w = plans.get(i).wanted;
      long beginning = beginnings.getOrDefault(w.run, 0L);
      all.add(cut(w, pieces.get(i), (_, time) -> (double) (time - beginning), 1));
    }
    return all;
  }

  private Plan planByTime(Wanted w, SeriesStats stats, long beginning) {
    TimeRange range =
        new TimeRange(
            plus(Math.ceil(query.from()), beginning), plus(Math.floor(query.to()), beginning));
    Level level = SeriesReader.level(stats.n(), stats.n(), query.buckets());
    Part part = new Part(w.run, w.metricId, 0, Long.MAX_VALUE, range, level, false);
    return new Plan(w, part, stats, null, null);
  }

  /** The conversion of a double stops at the ends of the range by itself. */
  private static long plus(double time, long beginning) {
    return (long) (time + beginning);
  }

  private Map<RunId, Long> beginnings(Set<RunId> runs) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select id, floor(extract(epoch from coalesce(started_at, created_at)) * 1000)::bigint"
                + " from run where id = any(?)")) {
      select.setArray(1, Sql.uuids(connection, runs.stream().map(RunId::value).toList()));
      Map<RunId, Long> beginnings = new HashMap<>();
      ResultSet rows = select.executeQuery();
      while (rows.next()) {
        beginnings.put(new RunId(rows.getObject(1, UUID.class)), rows.getLong(2));
      }
      return beginnings;
    }
  }

  // --- against another metric

  private List<BucketedSeries> byMetric(List<Wanted> wanted, SeriesReader reader, int xMetric)
      throws SQLException {
    Map<RunId, Course> courses = new HashMap<>();
    List<BucketedSeries> all = new ArrayList<>();
    for (Wanted w : wanted) {
      Optional<SeriesStats> stats = reader.stats(w.run, w.metricId);
      if (stats.isPresent()) {
        @Nullable Course course = courses.get(w.run);
        if (course == null) {
          course = course(w.run, reader, xMetric);
          courses.put(w.run, course);
        }
        all.add(byMetric(w, stats.get(), reader, course));
      }
    }
    return all;
  }

  /** The course of the axis' metric; looked at more closely where only a part of it is wanted. */
  private Course course(RunId run, SeriesReader reader, int xMetric) throws SQLException {
    Optional<SeriesStats> stats = reader.stats(run, xMetric);
    if (stats.isEmpty()) {
      return Course.of(List.of());
    }
    Course whole = course(run, reader, xMetric, stats.get(), 0, Long.MAX_VALUE);
    return query.isWhole()
        ? whole
        : course(
            run,
            reader,
            xMetric,
            stats.get(),
            whole.firstStep(query.from()),
            whole.lastStep(query.to()));
  }

  private Course course(
      RunId run, SeriesReader reader, int xMetric, SeriesStats stats, long from, long to)
      throws SQLException {
    return Course.of(read(reader, new Part(run, xMetric, from, to, Level.POINTS), stats));
  }

  private List<Piece> read(SeriesReader reader, Part part, SeriesStats stats) throws SQLException {
    return reader
        .read(reader.atLevels(List.of(part), List.of(stats.n()), query.buckets()), false)
        .getFirst();
  }

  private BucketedSeries byMetric(Wanted w, SeriesStats stats, SeriesReader reader, Course course)
      throws SQLException {
    long from = query.isWhole() ? 0 : course.firstStep(query.from());
    long to = query.isWhole() ? Long.MAX_VALUE : course.lastStep(query.to());
    List<Piece> pieces =
        from > to
            ? List.of()
            : read(reader, new Part(w.run, w.metricId, from, to, Level.POINTS), stats);
    return cut(w, pieces, (step, _) -> course.at(step), 0);
  }

  private BucketedSeries cut(
      Wanted w, List<Piece> pieces, Buckets.Position position, double least) {
    BucketedSeries series =
        Buckets.on(
            w.run, w.metric, pieces, position, query.buckets(), query.from(), query.to(), least);
    cuts[w.number] = Cursor.OTHERWISE;
    return series;
  }
}
