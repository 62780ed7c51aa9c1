package dev.assay;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@ServerTest
class BodyLimitTest {
  private static final byte[] MORE_THAN_THE_LIMIT = new byte[9 << 20];

  @Autowired TestApi api;

  private int statusOf(String contentType) {
    return api.send(
            api.request("/api/v1/runs/" + UUID.randomUUID() + "/evaluations")
                .setHeader("Content-Type", contentType)
                .POST(BodyPublishers.ofByteArray(MORE_THAN_THE_LIMIT)))
        .status();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"application/json", "Application/JSON", "application/json ;charset=utf-8", "json"})
  void json_in_whatever_spelling_is_limited_and_so_is_what_has_no_media_type(String contentType) {
    assertThat(statusOf(contentType)).isEqualTo(413);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/jsonl", "application/jsonlines", "text/csv"})
  void a_table_is_not_limited_whatever_its_media_type_begins_with(String contentType) {
    assertThat(statusOf(contentType)).isBetween(400, 404); // there is no such run
  }
}
