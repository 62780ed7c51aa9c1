package dev.assay.jobs;

import static dev.assay.TestApi.JSON;
import static dev.assay.TestApi.golden;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The manifest by which KEDA scales agents, as the documentation has it. */
class ScalingManifestTest {
  private static final Path OPERATIONS = Path.of("../docs/operations.md");
  private static final Pattern VALUE_LOCATION = Pattern.compile("valueLocation: (\\S+)");

  /** Where KEDA looks: fields with dots between them. */
  private static List<String> valueLocations() throws IOException {
    return VALUE_LOCATION
        .matcher(Files.readString(OPERATIONS))
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  @Test
  void agents_are_scaled_by_numbers_that_the_queue_tells() throws IOException {
    JsonNode queue = JSON.readTree(golden("queue.response.json"));

    assertThat(valueLocations())
        .hasSize(2)
        .doesNotHaveDuplicates()
        .allSatisfy(
            location ->
                assertThat(queue.at("/" + location.replace('.', '/')).isNumber())
                    .as("%s is a number of the answer", location)
                    .isTrue());
  }
}
