package dev.assay.models;

import static dev.assay.schema.Tables.MODEL_ALIAS;
import static dev.assay.schema.Tables.MODEL_VERSION;
import static dev.assay.schema.Tables.REGISTERED_MODEL;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.multiset;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.val;

import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.problem.Rules;
import dev.assay.team.UserId;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectJoinStep;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The registered models of this server. Names differ by case, as in MLflow. */
@Service
public class RegisteredModels {
  public static final int LONGEST_NAME = 256;
  static final int LONGEST_DESCRIPTION = 100_000;
  private static final int LONGEST_ALIAS = 255;
  private static final Pattern ALIAS = Pattern.compile("[\\p{L}\\p{N}_-]+");
  private static final Pattern NOT_IN_ADDRESSES =
      Pattern.compile("[/:%;\\\\\\p{Cntrl}\\u2028\\u2029]");
  private static final Pattern LIKE_A_NUMBER = Pattern.compile("[vV]\\d+");

  private static final Field<Map<String, String>> TAGS =
      ModelTables.TAGS_OF_MODEL.of("tags", List.of(REGISTERED_MODEL.ID));
  private static final Field<SortedMap<String, Integer>> ALIASES =
      multiset(
              select(MODEL_ALIAS.ALIAS, MODEL_ALIAS.VERSION)
                  .from(MODEL_ALIAS)
                  .where(MODEL_ALIAS.MODEL_ID.eq(REGISTERED_MODEL.ID)))
          .as("aliases")
          .convertFrom(r -> new TreeMap<>(r.intoMap(MODEL_ALIAS.ALIAS, MODEL_ALIAS.VERSION)));

  /** What {@link #model} reads. */
  static final List<Field<?>> FIELDS =
      List.of(
          REGISTERED_MODEL.NAME,
          REGISTERED_MODEL.DESCRIPTION,
          TAGS,
          ALIASES,
          REGISTERED_MODEL.CREATED_AT,
          REGISTERED_MODEL.UPDATED_AT);

  private final DSLContext db;
  private final Clock clock;

  RegisteredModels(DSLContext db, Clock clock) {
    this.db = db;
    this.clock = clock;
  }

  /**
   * Registers a name.
   *
   * @throws Problem.Conflict when there is one of that name
   */
  @Transactional
  public RegisteredModel create(
      String name, String description, Map<String, String> tags, UserId by) {
    checkName(name);
    Rules.text("description", description, 0, LONGEST_DESCRIPTION);
    Long id =
        db.insertInto(REGISTERED_MODEL)
            .set(REGISTERED_MODEL.NAME, name)
            .set(REGISTERED_MODEL.DESCRIPTION, description)
            .set(REGISTERED_MODEL.CREATED_BY, by.value())
            .set(REGISTERED_MODEL.CREATED_AT, now())
            .set(REGISTERED_MODEL.UPDATED_AT, now())
            .onConflict(REGISTERED_MODEL.NAME)
            .doNothing()
            .returning(REGISTERED_MODEL.ID)
            .fetchOne(REGISTERED_MODEL.ID);
    if (id == null) {
      throw taken(name);
    }
    ModelTables.TAGS_OF_MODEL.set(db, tags, id);
    return get(name);
  }

  private static Problem.Conflict taken(String name) {
    return new Problem.Conflict("there is a model named " + name + " already");
  }

  /**
   * A name can be part of an address such as {@code models:/name/1}, and of one of this server's,
   * where its firewall lets none of these through.
   */
  private static void checkName(String name) {
    Rules.text("name", name, 1, LONGEST_NAME);
    if (NOT_IN_ADDRESSES.matcher(name).find() || name.equals(".") || name.equals("..")) {
      throw new Problem.Invalid(
          "name",
          name,
          "it has none of / : % ; \\ and no control characters, and is neither . nor ..");
    }
  }

  /**
   * The one of that name.
   *
   * @throws Problem.NotFound when there is none
   */
  public RegisteredModel get(String name) {
    return find(name).orElseThrow(() -> missing(name));
  }

  public Optional<RegisteredModel> find(String name) {
    return selectModels()
        .where(REGISTERED_MODEL.NAME.eq(name))
        .fetchOptional(RegisteredModels::model);
  }

  static Problem.NotFound missing(String name) {
    return new Problem.NotFound("registered model", name);
  }

  /** Those whose name contains a text, ignoring case; by name, without prompts. */
  public Page<RegisteredModel> list(String nameContains, PageRequest request) {
    Condition after =
        request.cursor() == null ? noCondition() : REGISTERED_MODEL.NAME.gt(request.cursor());
    List<RegisteredModel> rows =
        selectModels()
            .where(REGISTERED_MODEL.NAME.containsIgnoreCase(nameContains))
            .and(after)
            .andNot(ModelColumns.isPrompt())
            .orderBy(REGISTERED_MODEL.NAME)
            .limit(request.limit() + 1)
            .fetch(RegisteredModels::model);
    return Page.of(rows, request, RegisteredModel::name);
  }

  /**
   * Gives a model, with its versions, another name.
   *
   * @throws Problem.NotFound when there is none
   * @throws Problem.Conflict when the name belongs to another
   */
  @Transactional
  public RegisteredModel rename(String name, String newName) {
    checkName(newName);
    OffsetDateTime now = now();
    try {
      Long id =
          db.update(REGISTERED_MODEL)
              .set(REGISTERED_MODEL.NAME, newName)
              .set(REGISTERED_MODEL.UPDATED_AT, now)
              .where(REGISTERED_MODEL.NAME.eq(name))
              .returning(REGISTERED_MODEL.ID)
              .fetchOne(REGISTERED_MODEL.ID);
      if (id == null) {
        throw missing(name);
      }
      db.update(MODEL_VERSION)
          .set(MODEL_VERSION.UPDATED_AT, now)
          .where(MODEL_VERSION.MODEL_ID.eq(id))
          .execute();
    } catch (DuplicateKeyException e) {
      throw taken(newName);
    }
    return get(newName);
  }

  /**
   * @throws Problem.NotFound when there is none
   */
  @Transactional
  public RegisteredModel describe(String name, String description) {
    Rules.text("description", description, 0, LONGEST_DESCRIPTION);
    int described =
        db.update(REGISTERED_MODEL)
            .set(REGISTERED_MODEL.DESCRIPTION, description)
            .set(REGISTERED_MODEL.UPDATED_AT, now())
            .where(REGISTERED_MODEL.NAME.eq(name))
            .execute();
    if (described == 0) {
      throw missing(name);
    }
    return get(name);
  }

  /**
   * Deletes a model with its versions. Runs, logged models and files stay.
   *
   * @throws Problem.NotFound when there is none
   */
  public void delete(String name) {
    if (db.deleteFrom(REGISTERED_MODEL).where(REGISTERED_MODEL.NAME.eq(name)).execute() == 0) {
      throw missing(name);
    }
  }

  /**
   * @throws Problem.NotFound when there is no such model
   */
  @Transactional
  public RegisteredModel tag(String name, Map<String, String> tags) {
    ModelTables.TAGS_OF_MODEL.set(db, tags, id(name));
    return get(name);
  }

  /**
   * Whether there was such a tag.
   *
   * @throws Problem.NotFound when there is no such model
   */
  @Transactional
  public boolean untag(String name, String key) {
    return ModelTables.TAGS_OF_MODEL.remove(db, key, id(name));
  }

  /**
   * Lets an alias stand for a version, and for no other from then on.
   *
   * @throws Problem.NotFound when there is no such version
   */
  public void setAlias(String name, String alias, int version) {
    checkAlias(alias);
    // one statement, so that an alias stands for exactly one version at any time
    int set =
        db.insertInto(MODEL_ALIAS, MODEL_ALIAS.MODEL_ID, MODEL_ALIAS.ALIAS, MODEL_ALIAS.VERSION)
            .select(
                select(MODEL_VERSION.MODEL_ID, val(alias), MODEL_VERSION.VERSION)
                    .from(MODEL_VERSION)
                    .join(REGISTERED_MODEL)
                    .on(REGISTERED_MODEL.ID.eq(MODEL_VERSION.MODEL_ID))
                    .where(REGISTERED_MODEL.NAME.eq(name))
                    .and(MODEL_VERSION.VERSION.eq(version))
                    .forKeyShare())
            .onConflict(MODEL_ALIAS.MODEL_ID, MODEL_ALIAS.ALIAS)
            .doUpdate()
            .set(MODEL_ALIAS.VERSION, excluded(MODEL_ALIAS.VERSION))
            .execute();
    if (set == 0) {
      throw ModelVersions.missing(name, version);
    }
  }

  private static void checkAlias(String alias) {
    Rules.text("alias", alias, 1, LONGEST_ALIAS);
    if (!ALIAS.matcher(alias).matches()) {
      throw new Problem.Invalid("alias", alias, "it has letters, digits, _ and - only");
    }
    if (alias.toLowerCase(Locale.ROOT).equals("latest") || LIKE_A_NUMBER.matcher(alias).matches()) {
      throw new Problem.Invalid("alias", alias, "latest, and v with a number, mean something else");
    }
  }

  /**
   * Whether there was such an alias.
   *
   * @throws Problem.NotFound when there is no such model
   */
  @Transactional
  public boolean removeAlias(String name, String alias) {
    return db.deleteFrom(MODEL_ALIAS)
            .where(MODEL_ALIAS.MODEL_ID.eq(id(name)))
            .and(MODEL_ALIAS.ALIAS.eq(alias))
            .execute()
        == 1;
  }

  private long id(String name) {
    Long id =
        db.select(REGISTERED_MODEL.ID)
            .from(REGISTERED_MODEL)
            .where(REGISTERED_MODEL.NAME.eq(name))
            .forKeyShare()
            .fetchOne(REGISTERED_MODEL.ID);
    if (id == null) {
      throw missing(name);
    }
    return id;
  }

  private SelectJoinStep<Record> selectModels() {
    return db.select(FIELDS).from(REGISTERED_MODEL);
  }

  static RegisteredModel model(Record r) {
    return new RegisteredModel(
        r.get(REGISTERED_MODEL.NAME),
        r.get(REGISTERED_MODEL.DESCRIPTION),
        r.get(TAGS),
        r.get(ALIASES),
        r.get(REGISTERED_MODEL.CREATED_AT).toInstant(),
        r.get(REGISTERED_MODEL.UPDATED_AT).toInstant());
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }
}
