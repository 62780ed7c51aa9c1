package dev.assay.ui.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Image;
import com.vaadin.flow.component.html.Pre;
import com.vaadin.flow.component.markdown.Markdown;
import dev.assay.artifacts.ArtifactPath;
import dev.assay.artifacts.Entry;
import dev.assay.ui.RecordedRun;
import dev.assay.ui.ViewTest;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ArtifactsTabTest extends ViewTest {
  private static final String DOT =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

  private RecordedRun run;

  @BeforeEach
  void train() {
    run = RecordedRun.start(api, "gpt", "wider", "{}");
  }

  private void put(String path, String text) {
    put(path, text.getBytes(StandardCharsets.UTF_8));
  }

  private void put(String path, byte[] bytes) {
    String address =
        "/api/v1/runs/%s/artifacts/content?path=%s&step=7"
            .formatted(run.id(), URLEncoder.encode(path, StandardCharsets.UTF_8));
    assertThat(api.send(api.request(address).PUT(BodyPublishers.ofByteArray(bytes))).status())
        .isEqualTo(200);
  }

  private void openFile(String file) {
    open(
        run.path().substring(1)
            + "/artifacts?file="
            + URLEncoder.encode(file, StandardCharsets.UTF_8));
  }

  private void openTab() {
    open(run.path().substring(1) + "/artifacts");
  }

  private Image picture() {
    return (Image)
        $(ArtifactPane.class)
            .single()
            .getChildren()
            .filter(Image.class::isInstance)
            .findFirst()
            .orElseThrow();
  }

  @SuppressWarnings("unchecked") // the only grid before a table is shown
  private List<String> names() {
    Grid<Entry> grid = $(Grid.class).first();
    return IntStream.range(0, test(grid).size())
        .mapToObj(i -> test(grid).getRow(i).path().value())
        .toList();
  }

  @Test
  void a_run_without_files_says_how_to_put_one() {
    openTab();

    assertThat(page()).contains("There are no files here", "curl -T model.bin");
  }

  @Test
  void folders_are_opened_one_by_one() {
    put("a.txt", "x");
    put("model/weights.bin", "y");
    put("model/sub/deep.txt", "z");
    openTab();
    assertThat(names()).containsExactly("a.txt", "model");

    $(ArtifactsTab.class).single().open(new Entry.Folder(new ArtifactPath("model")));

    assertThat(names()).containsExactly("model/sub", "model/weights.bin");
    assertThat($(Anchor.class).all().stream().map(Anchor::getHref))
        .contains("api/v1/runs/" + run.id() + "/artifacts/archive?path=model");
  }

  @Test
  void text_is_shown_as_text_whatever_it_is_called() {
    put("page.html", "<script>alert(1)</script>");
    openFile("page.html");

    assertThat($(Pre.class).single().getText()).isEqualTo("<script>alert(1)</script>");
    put("drawing.svg", "<svg onload='alert(1)'/>");
    openFile("drawing.svg");
    assertThat($(Pre.class).single().getText()).isEqualTo("<svg onload='alert(1)'/>");
    assertThat($(ArtifactPane.class).single().getChildren()).noneMatch(Image.class::isInstance);
  }

  @Test
  void long_text_is_cut_between_two_characters() {
    put("long.txt", "ü".repeat(200_000));
    openFile("long.txt");

    assertThat($(Pre.class).single().getText()).isEqualTo("ü".repeat((256 << 10) / 2 - 1));
    assertThat(page()).contains("the download has all of it");
  }

  @Test
  void json_is_laid_out() {
    put("a.json", "{\"a\":[1,2]}");
    openFile("a.json");

    assertThat($(Pre.class).single().getText()).contains("{\n  \"a\"");
    assertThat($(Pre.class).single().getText()).contains("}");
    put("numbers.json", "{\"a\":1e400,\"b\":1.50,\"c\":12345678901234567890.123456789}");
    openFile("numbers.json");
    assertThat($(Pre.class).single().getText())
        .contains(": 1e400", ": 1.50", ": 12345678901234567890.123456789");
    String deep = "{\"a\":".repeat(400) + "{\"b\":1" + ",\"b\":1".repeat(20_000) + "}".repeat(401);
    put("deep.json", deep);
    openFile("deep.json");
    assertThat($(Pre.class).single().getText()).as("16 MB laid out").isEqualTo(deep);
    put("broken.json", "{\"a\":");
    openFile("broken.json");
    assertThat($(Pre.class).single().getText()).isEqualTo("{\"a\":");
  }

  @Test
  @SuppressWarnings("unchecked") // a grid of rows
  void csv_becomes_a_table() {
    put(
        "a.csv",
        IntStream.range(0, 300)
            .mapToObj(i -> i + ",\"a, \"\"b\"\"\"")
            .collect(Collectors.joining("\n", "step,text\n", "\n")));
    openFile("a.csv");

    Grid<List<String>> table = $(Grid.class).all().getLast();
    assertThat(test(table).size()).isEqualTo(200);
    assertThat(test(table).getRow(1)).containsExactly("1", "a, \"b\"");
    assertThat(page()).contains("the download has all of it");
  }

  @Test
  void markdown_is_rendered() {
    put("README.md", "# Title");
    openFile("README.md");

    assertThat($(Markdown.class).single().getContent()).isEqualTo("# Title");
  }

  @Test
  void a_picture_is_known_by_its_bytes() {
    put("dot.bin", Base64.getDecoder().decode(DOT));
    openFile("dot.bin");
    assertThat(picture().getAlt()).hasValue("dot.bin");

    put("liar.png", new byte[] {0, 1, 2});
    openFile("liar.png");
    assertThat($(ArtifactPane.class).single().getChildren()).noneMatch(Image.class::isInstance);
    assertThat(page()).contains("This is not text, and no picture");
  }
}
