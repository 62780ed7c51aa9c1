package dev.assay.query;

import dev.assay.paging.PageRequest;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where a page of a search ended.
 *
 * @param query tells the search from others: a cursor continues no other
 * @param asked when its first page was asked for, which is what {@code -7d} and the duration of a
 *     run that goes on are counted from on all its pages
 * @param bounds the sort keys of its last row
 */
record SearchCursor(int query, Instant asked, List<String> bounds) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int BEFORE_BOUNDS = 2;

  SearchCursor {
    bounds = List.copyOf(bounds);
  }

  String text() {
    List<String> values = new ArrayList<>(List.of(Integer.toString(query), asked.toString()));
    values.addAll(bounds);
    byte[] json = JSON.writeValueAsString(values).getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(json);
  }

  /**
   * The cursor in a request; null at the beginning.
   *
   * @throws dev.assay.problem.Problem.Invalid when it is none of this search
   */
  static @Nullable SearchCursor of(@Nullable String text, int query) {
    if (text == null) {
      return null;
    }
    try {
      List<String> values = new ArrayList<>();
      for (JsonNode value : JSON.readTree(Base64.getUrlDecoder().decode(text))) {
        values.add(value.asString());
      }
      if (values.size() < BEFORE_BOUNDS
          || values.stream().anyMatch(v -> v.indexOf('\0') >= 0)
          || !Integer.toString(query).equals(values.getFirst())) {
        throw PageRequest.foreign(text);
      }
      return new SearchCursor(
          query, Instant.parse(values.get(1)), values.subList(BEFORE_BOUNDS, values.size()));
    } catch (IllegalArgumentException | JacksonException | DateTimeException e) {
      throw PageRequest.foreign(text);
    }
  }
}
