package dev.assay.mlflow;

import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Answers that are too long to be in memory: written as they are read. */
@Component
class StreamedAnswer {
  private final JsonMapper json;

  StreamedAnswer(JsonMapper json) {
    this.json =
        json.rebuild()
            .disable(SerializationFeature.FLUSH_AFTER_WRITE_VALUE)
            // what is cut off by a failure must not look whole
            .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
            .build();
  }

  /** What is in the answer's object. */
  interface Content {
    void write(JsonGenerator out) throws IOException;
  }

  void write(HttpServletResponse response, Content content) throws IOException {
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    JsonGenerator out = json.createGenerator(response.getOutputStream());
    out.writeStartObject();
    content.write(out);
    out.writeEndObject();
    out.close();
  }

  /**
   * Writes up to so many things as a list, page by page, and the token of what follows, if anything
   * does.
   *
   * @param atOnce how many are read at once
   */
  static <T> void writePages(
      JsonGenerator out, String list, Pages<T> pages, int atOnce, Consumer<List<T>> each) {
    out.writeArrayPropertyStart(list);
    long left = pages.most;
    @Nullable String cursor = pages.from;
    do {
      Page<T> page = pages.search.apply(new PageRequest((int) Math.min(left, atOnce), cursor));
      each.accept(page.items());
      left -= page.items().size();
      cursor = page.nextCursor();
    } while (cursor != null && left > 0);
    out.writeEndArray();
    if (cursor != null) {
      out.writeStringProperty("next_page_token", PageTokens.of(cursor));
    }
  }

  /**
   * What is found page by page.
   *
   * @param from the cursor of the first page; null for the beginning
   */
  record Pages<T>(long most, @Nullable String from, Function<PageRequest, Page<T>> search) {}
}
