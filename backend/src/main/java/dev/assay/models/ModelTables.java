package dev.assay.models;

import static dev.assay.schema.Tables.LOGGED_MODEL_PARAM;
import static dev.assay.schema.Tables.LOGGED_MODEL_TAG;
import static dev.assay.schema.Tables.MODEL_VERSION_TAG;
import static dev.assay.schema.Tables.REGISTERED_MODEL_TAG;

import dev.assay.schema.tables.records.LoggedModelParamRecord;
import dev.assay.schema.tables.records.LoggedModelTagRecord;
import dev.assay.schema.tables.records.ModelVersionTagRecord;
import dev.assay.schema.tables.records.RegisteredModelTagRecord;
import java.util.List;

/** The tables of tags and params. */
final class ModelTables {
  private static final int LONGEST_KEY = 250;
  private static final int LONGEST_KEY_OF_LOGGED = 255;

  static final TagTable<RegisteredModelTagRecord> TAGS_OF_MODEL =
      new TagTable<>(
          REGISTERED_MODEL_TAG,
          List.of(REGISTERED_MODEL_TAG.MODEL_ID),
          REGISTERED_MODEL_TAG.KEY,
          REGISTERED_MODEL_TAG.VALUE,
          LONGEST_KEY);

  static final TagTable<ModelVersionTagRecord> TAGS_OF_VERSION =
      new TagTable<>(
          MODEL_VERSION_TAG,
          List.of(MODEL_VERSION_TAG.MODEL_ID, MODEL_VERSION_TAG.VERSION),
          MODEL_VERSION_TAG.KEY,
          MODEL_VERSION_TAG.VALUE,
          LONGEST_KEY);

  static final TagTable<LoggedModelTagRecord> TAGS_OF_LOGGED =
      new TagTable<>(
          LOGGED_MODEL_TAG,
          List.of(LOGGED_MODEL_TAG.MODEL_ID),
          LOGGED_MODEL_TAG.KEY,
          LOGGED_MODEL_TAG.VALUE,
          LONGEST_KEY_OF_LOGGED);

  static final TagTable<LoggedModelParamRecord> PARAMS_OF_LOGGED =
      new TagTable<>(
          LOGGED_MODEL_PARAM,
          List.of(LOGGED_MODEL_PARAM.MODEL_ID),
          LOGGED_MODEL_PARAM.KEY,
          LOGGED_MODEL_PARAM.VALUE,
          LONGEST_KEY_OF_LOGGED);

  private ModelTables() {}
}
