package dev.assay.ui.run;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.assay.artifacts.Artifact;
import dev.assay.artifacts.ArtifactPath;
import dev.assay.artifacts.ArtifactRoot;
import dev.assay.artifacts.Artifacts;
import dev.assay.artifacts.CorruptContent;
import dev.assay.artifacts.Entry;
import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import dev.assay.problem.Problem;
import dev.assay.runs.Run;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/** Artifacts of runs, and what can be shown of them. */
@Component
class ArtifactReader {
  /** So much of a text is shown. */
  static final int MOST_TEXT_BYTES = 256 << 10;

  static final int MOST_ROWS = 200;

  /** What is nested deeply becomes this many times as long at most when it is laid out. */
  private static final int MOST_GROWTH = 4;

  /** So many of a thousand files are looked through. */
  private static final int MOST_PAGES = 5;

  private static final int MOST_COLUMNS = 50;
  private static final int MOST_PICTURE_BYTES = 20 << 20;
  private static final int SIGNATURE_BYTES = 12;

  private final Artifacts artifacts;
  private final JsonMapper json;

  ArtifactReader(Artifacts artifacts, JsonMapper json) {
    this.artifacts = artifacts;
    this.json = json;
  }

  Page<Entry> list(Run run, ArtifactPath folder, PageRequest request) {
    return artifacts.list(ArtifactRoot.of(run), folder, request);
  }

  /** The files below folders of some name, wherever these are; the first of them by path. */
  List<Artifact> below(Run run, String folder) {
    List<Artifact> found = new ArrayList<>();
    @Nullable String cursor = null;
    for (int pages = 0; pages < MOST_PAGES; pages++) {
      Page<Artifact> page =
          artifacts.walk(
              ArtifactRoot.of(run),
              ArtifactPath.TOP,
              new PageRequest(PageRequest.MAX_LIMIT, cursor));
      page.items().stream()
          .filter(file -> ("/" + file.path()).contains("/" + folder + "/"))
          .forEach(found::add);
      cursor = page.nextCursor();
      if (cursor == null) {
        break;
      }
    }
    return found;
  }

  Optional<Artifact> find(Run run, ArtifactPath path) {
    try {
      return Optional.of(artifacts.get(ArtifactRoot.of(run), path));
    } catch (Problem.NotFound e) {
      return Optional.empty();
    }
  }

  InputStream open(Artifact artifact) throws IOException {
    return artifacts.open(artifact);
  }

  ArtifactPreview preview(Artifact artifact) {
    try {
      byte[] head = head(artifact, MOST_TEXT_BYTES);
      Optional<String> picture = pictureType(head);
      if (picture.isPresent()) {
        return artifact.bytes() <= MOST_PICTURE_BYTES
            ? new ArtifactPreview.Picture(picture.get())
            : new ArtifactPreview.Nothing("This picture is too large to be shown.");
      }
      return text(head, artifact.bytes() > head.length)
          .map(text -> ofText(artifact, text, artifact.bytes() > head.length))
          .orElseGet(
              () ->
                  new ArtifactPreview.Nothing(
                      "This is not text, and no picture that a browser shows."));
    } catch (CorruptContent e) {
      return new ArtifactPreview.Nothing("This file is damaged in the server’s store.");
    } catch (Problem.Unavailable e) {
      return new ArtifactPreview.Nothing("The store of artifacts does not answer.");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] head(Artifact artifact, int most) throws IOException {
    boolean whole = artifact.bytes() <= most;
    try (InputStream in = whole ? artifacts.open(artifact) : artifacts.open(artifact, 0, most)) {
      return in.readAllBytes();
    }
  }

  /** By its first bytes: what a client says of a file may be wrong, or meant badly. */
  private static Optional<String> pictureType(byte[] head) {
    String signature =
        new String(
            Arrays.copyOf(head, Math.min(head.length, SIGNATURE_BYTES)),
            StandardCharsets.ISO_8859_1);
    if (signature.startsWith("\u0089PNG\r\n\u001a\n")) {
      return Optional.of("image/png");
    }
    if (signature.startsWith("\u00ff\u00d8\u00ff")) {
      return Optional.of("image/jpeg");
    }
    if (signature.startsWith("GIF87a") || signature.startsWith("GIF89a")) {
      return Optional.of("image/gif");
    }
    return signature.startsWith("RIFF") && signature.endsWith("WEBP")
        ? Optional.of("image/webp")
        : Optional.empty();
  }

  /** Empty when it is none. The last character of a part is left out, for it may be half there. */
  private static Optional<String> text(byte[] bytes, boolean cut) {
    int end = bytes.length;
    for (int back = 0; cut && back < 3 && end > 0 && (bytes[end - 1] & 0xC0) == 0x80; back++) {
      end--;
    }
    if (cut && end > 0 && (bytes[end - 1] & 0x80) != 0) {
      end--;
    }
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, end)).toString();
      return text.indexOf('\0') < 0 ? Optional.of(text) : Optional.empty();
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private ArtifactPreview ofText(Artifact artifact, String text, boolean cut) {
    String name = artifact.path().name().toLowerCase(Locale.ROOT);
    if (name.endsWith(".md") || name.endsWith(".markdown")) {
      return new ArtifactPreview.Markdown(text, cut);
    }
    if (name.endsWith(".csv") || name.endsWith(".tsv")) {
      return table(text, name.endsWith(".tsv") ? '\t' : ',', cut);
    }
    if (name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
      return JsonLines.table(text, cut, MOST_ROWS, MOST_COLUMNS, json)
          .<ArtifactPreview>map(table -> table)
          .orElseGet(() -> new ArtifactPreview.Text(text, cut));
    }
    if (!cut && (name.endsWith(".json") || artifact.mediaType().startsWith("application/json"))) {
      return new ArtifactPreview.Text(pretty(text), false);
    }
    return new ArtifactPreview.Text(text, cut);
  }

  /** Laid out, with its numbers as they are written; as it is when that would be far longer. */
  private String pretty(String text) {
    StringWriter out = new StringWriter();
    try (JsonParser in = json.createParser(text);
        JsonGenerator layout = json.writerWithDefaultPrettyPrinter().createGenerator(out)) {
      for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
        if (token.isNumeric()) {
          layout.writeNumber(in.getString());
        } else {
          layout.copyCurrentEvent(in);
        }
        if (out.getBuffer().length() > MOST_GROWTH * text.length()) {
          return text;
        }
      }
      layout.flush();
    } catch (JacksonException e) {
      return text;
    }
    return out.getBuffer().length() > MOST_GROWTH * text.length() ? text : out.toString();
  }

  private static ArtifactPreview table(String text, char separator, boolean cut) {
    List<List<String>> rows = new ArrayList<>();
    try (CsvReader<CsvRecord> records =
        CsvReader.builder().fieldSeparator(separator).ofCsvRecord(text)) {
      for (CsvRecord record : records) {
        rows.add(record.getFields().stream().limit(MOST_COLUMNS).toList());
        if (rows.size() > MOST_ROWS + 1) {
          break;
        }
      }
    } catch (CsvParseException e) {
      return new ArtifactPreview.Text(text, cut);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (rows.isEmpty()) {
      return new ArtifactPreview.Text(text, cut);
    }
    boolean more = rows.size() > MOST_ROWS + 1;
    return new ArtifactPreview.Table(
        rows.getFirst(), rows.subList(1, Math.min(rows.size(), MOST_ROWS + 1)), more || cut);
  }
}
