package dev.assay.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ImportCommandTest {

  @Test
  void mlflow_is_told_who_asks_as_its_own_clients_do_it() {
    assertThat(ImportCommand.Mlflow.authorization(Map.of())).isNull();
    assertThat(ImportCommand.Mlflow.authorization(Map.of("MLFLOW_TRACKING_TOKEN", "abc")))
        .isEqualTo("Bearer abc");
    // the example of RFC 7617, 2
    assertThat(
            ImportCommand.Mlflow.authorization(
                Map.of(
                    "MLFLOW_TRACKING_USERNAME", "Aladdin",
                    "MLFLOW_TRACKING_PASSWORD", "open sesame",
                    "MLFLOW_TRACKING_TOKEN", "abc")))
        .isEqualTo("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  }
}
