package dev.assay.corpus;

import static dev.assay.corpus.DocumentList.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorporaTest {

  @TempDir Path folder;

  private Path inside = Path.of("");
  private Path secret = Path.of("");
  private Corpora corpora = new Corpora.Anywhere();

  @BeforeEach
  void make() throws IOException {
    folder = folder.toRealPath();
    inside = Files.createDirectory(folder.resolve("texts"));
    secret = Files.writeString(folder.resolve("token"), "secret");
    corpora = Corpora.Below.of(List.of(inside));
  }

  private void assertRefused(Path path) {
    assertThatThrownBy(() -> corpora.open(path.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "data.corpus is %s; must be a known name, or in a folder that jobs may read on this agent: %s"
                .formatted(path, inside));
  }

  @Test
  void text_files_in_an_allowed_folder_and_below_are_read() throws IOException {
    Path below = Files.createDirectory(inside.resolve("below"));
    Path file = Files.writeString(below.resolve("a.txt"), "hello");
    assertThat(texts(corpora.open(file.toString()))).containsExactly("hello");
    assertThat(texts(corpora.open(inside.toString()))).containsExactly("hello");
  }

  @Test
  void a_file_outside_is_refused_alike_whether_it_is_there_or_not() {
    assertRefused(secret);
    assertRefused(folder.resolve("none"));
    assertRefused(folder.resolve("none/below"));
    assertRefused(inside.resolve("../token"));
    assertRefused(inside.resolve("../none"));
    assertRefused(folder.resolve("texts-beside"));
  }

  @Test
  void a_link_that_leads_outside_is_refused() throws IOException {
    Path link = Files.createSymbolicLink(inside.resolve("link"), secret);
    assertRefused(link);
    Files.delete(link);
    assertRefused(Files.createSymbolicLink(link, folder.resolve("none")));
    Files.delete(link);
    Files.createSymbolicLink(link, folder);
    assertRefused(link.resolve("token"));
    assertRefused(link.resolve("none"));
  }

  @Test
  void a_folder_with_a_link_that_leads_outside_is_refused() throws IOException {
    Files.writeString(inside.resolve("a.txt"), "hello");
    Path link = Files.createSymbolicLink(inside.resolve("link"), secret);
    assertThatThrownBy(() -> corpora.open(inside.toString()))
        .hasMessageStartingWith("data.corpus is " + link + "; must be");
  }

  @Test
  void a_link_to_an_allowed_folder_is_followed() throws IOException {
    Files.writeString(inside.resolve("a.txt"), "hello");
    Path link = Files.createSymbolicLink(folder.resolve("link"), inside);
    assertThat(texts(corpora.open(link.resolve("a.txt").toString()))).containsExactly("hello");
  }

  @Test
  void a_missing_or_empty_file_in_an_allowed_folder_is_named() throws IOException {
    Path missing = inside.resolve("none.txt");
    assertThatThrownBy(() -> corpora.open(missing.toString()))
        .hasMessageStartingWith("corpus " + missing + " is missing; give wordnet-glosses");
    Path empty = Files.writeString(inside.resolve("empty.txt"), " \n");
    assertThatThrownBy(() -> texts(corpora.open(empty.toString())))
        .hasMessage("corpus " + empty + " has no text; it needs at least 1 document");
  }

  @Test
  void without_folders_there_are_the_glosses_only() {
    Corpora none = Corpora.Below.of(List.of());
    assertThatThrownBy(() -> none.open(secret.toString()))
        .hasMessage(
            "data.corpus is %s; must be a known name: this agent has no folder that jobs may read"
                .formatted(secret));
    assertThat(none.open(WordNetGlosses.NAME)).isEqualTo(new WordNetGlosses());
  }

  @Test
  void a_corpora_folder_must_be_one() {
    assertThatThrownBy(() -> Corpora.Below.of(List.of(secret)))
        .hasMessage("--corpora " + secret + " is missing or no folder");
  }
}
