package dev.assay.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mlflow.api.proto.ModelRegistry.ModelVersion;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.MlflowHttpException;
import org.mlflow.tracking.ModelVersionsPage;
import org.mlflow.tracking.creds.BasicMlflowHostCreds;
import org.springframework.beans.factory.annotation.Autowired;

/** MLflow's own Java client reads the registry. */
@ServerTest
class RegisteredModelsJavaClientTest {
  @Autowired TestApi api;
  private MlflowClient client;
  private RegistryTestServer mlflow;

  @BeforeEach
  void open() {
    client = new MlflowClient(new BasicMlflowHostCreds(api.url(""), TestApi.ADMIN_TOKEN));
    mlflow = new RegistryTestServer(api);
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void models_and_versions_are_read() {
    String model = mlflow.newModel();
    mlflow.newVersion(model, "s3://b/1");
    mlflow.newVersion(model, "s3://b/2");
    mlflow.call(
        "POST",
        "model-versions/transition-stage",
        "{'name':'%s','version':'1','stage':'Production'}".formatted(model));

    assertThat(client.getRegisteredModel(model).getLatestVersionsCount()).isEqualTo(2);
    assertThat(client.getModelVersion(model, "2").getSource()).isEqualTo("s3://b/2");
    assertThat(client.getLatestVersions(model)).hasSize(2);
    assertThat(client.getLatestVersions(model, List.of("Production")))
        .extracting(ModelVersion::getVersion)
        .containsExactly("1");
    assertThat(client.getModelVersionDownloadUri(model, "1")).isEqualTo("s3://b/1");
    assertThatThrownBy(() -> client.getModelVersion(model, "9"))
        .isInstanceOf(MlflowHttpException.class);
  }

  @Test
  void versions_are_found_page_by_page() {
    String model = mlflow.newModel();
    for (int i = 0; i < 3; i++) {
      mlflow.newVersion(model, "s3://b/" + i);
    }
    ModelVersionsPage page =
        client.searchModelVersions("name = '" + model + "'", 2, List.of("version_number DESC"));
    assertThat(page.getItems()).extracting(ModelVersion::getVersion).containsExactly("3", "2");
    assertThat(page.hasNextPage()).isTrue();
    assertThat(page.getNextPage().getItems())
        .extracting(ModelVersion::getVersion)
        .containsExactly("1");
  }
}
