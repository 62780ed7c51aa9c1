package dev.assay.mlflow;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
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
}
