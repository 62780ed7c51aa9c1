package dev.assay.mlflow;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.springframework.beans.factory.annotation.Autowired;

/** MLflow's own Python client, told nothing but the address and a token. */
@ServerTest
class MlflowPythonTest {
  @Autowired TestApi api;

  @TestFactory
  List<DynamicTest> the_python_client_works_unchanged() throws IOException, InterruptedException {
    Optional<String> problem = PythonSuite.prepare();
    problem.ifPresent(
        why ->
            System.err.println(
                """

                ==== SKIPPED: MLflow's Python client was NOT tested ====
                Python 3, venv and the packages of src/test/python/requirements.txt are needed: %s
                ========================================================
                """
                    .formatted(why)));
    assumeTrue(problem.isEmpty(), () -> "Python and MLflow are needed: " + problem.orElseThrow());
    return PythonSuite.outcomes(
            Map.of(
                "MLFLOW_TRACKING_URI", api.url(""),
                "MLFLOW_TRACKING_TOKEN", TestApi.ADMIN_TOKEN,
                "ADMIN_PASSWORD", TestApi.ADMIN_PASSWORD))
        .stream()
        .map(outcome -> dynamicTest(outcome.name(), () -> check(outcome)))
        .toList();
  }

  private static void check(PythonSuite.Outcome outcome) {
    if (outcome.failure() != null) {
      fail(outcome.failure());
    }
    assumeTrue(outcome.skipped() == null, outcome::skipped);
  }
}
