package dev.assay.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.runs.RunId;
import org.junit.jupiter.api.Test;

class ModelSourceTest {
  private static final String HEX = "01a210a5f11f7541bf06aea52afe5e81";
  private static final RunId RUN = RunId.of("01a210a5-f11f-7541-bf06-aea52afe5e81");
  private static final LoggedModelId MODEL = LoggedModelId.of("m-" + HEX);

  @Test
  void artifacts_of_a_run_are_told_by_both_of_their_addresses() {
    ModelSource expected = new ModelSource.OfRun(RUN, "best/model 1");

    assertThat(ModelSource.of("runs:/" + HEX + "/best/model%201")).isEqualTo(expected);
    assertThat(ModelSource.of("runs:/" + RUN + "/best/model 1")).isEqualTo(expected);
    assertThat(ModelSource.of("mlflow-artifacts:/7/" + HEX + "/artifacts/best/model 1"))
        .isEqualTo(expected);
    assertThat(ModelSource.of("runs:/" + HEX + "/best/model 1/")).isEqualTo(expected);
    assertThat(ModelSource.of("runs:/" + HEX)).isEqualTo(new ModelSource.OfRun(RUN, ""));
  }

  @Test
  void logged_models_are_told_by_both_of_their_addresses() {
    assertThat(ModelSource.of("models:/m-" + HEX))
        .isEqualTo(new ModelSource.OfLoggedModel(MODEL, ""));
    assertThat(ModelSource.of("mlflow-artifacts:/7/models/m-" + HEX + "/artifacts/part"))
        .isEqualTo(new ModelSource.OfLoggedModel(MODEL, "part"));
  }

  @Test
  void versions_are_told_by_number_alias_and_stage() {
    assertThat(ModelSource.of("models:/my gpt/12"))
        .isEqualTo(new ModelSource.OfVersion("my gpt", 12));
    assertThat(ModelSource.of("models:/gpt@champion"))
        .isEqualTo(new ModelSource.OfAlias("gpt", "champion"));
    assertThat(ModelSource.of("models:/gpt/production"))
        .isEqualTo(new ModelSource.OfNewest("gpt", Stage.PRODUCTION));
    assertThat(ModelSource.of("models:/gpt/Latest"))
        .isEqualTo(new ModelSource.OfNewest("gpt", null));
  }

  @Test
  void everything_else_is_elsewhere() {
    for (String source :
        new String[] {
          "s3://bucket/model",
          "runs:/short/model",
          "models:/m-123",
          "models:/gpt/nostage",
          "models://host/gpt/1",
          "mlflow-artifacts:/7/x/artifacts",
          "/local/path"
        }) {
      assertThat(ModelSource.of(source)).as(source).isEqualTo(new ModelSource.Elsewhere());
    }
  }
}
