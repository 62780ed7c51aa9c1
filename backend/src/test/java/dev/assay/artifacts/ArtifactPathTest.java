package dev.assay.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.problem.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactPathTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "..",
        "../x",
        "a/../x",
        "a/..",
        ".",
        "./a",
        "a/./b",
        "/a",
        "//a",
        "a//b",
        "a/",
        "/",
        "C:/x",
        "c:x",
        "a\\b",
        "..\\x",
        "%2e%2e/x",
        "%2E%2E%2Fx",
        "a/%2e%2e/x",
        "%252e%252e/x",
        "%25252e%25252e/x",
        "%2fetc/passwd",
        "%5c%5cserver",
        "a%00b",
        "a\u0000b",
        "a\nb",
        "a\u007fb",
        "\ud800"
      })
  void what_could_mean_another_place_is_refused(String path) {
    assertThatThrownBy(() -> new ArtifactPath(path))
        .isInstanceOf(Problem.Invalid.class)
        .hasMessageStartingWith("path is ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "a/b.txt",
        "..a/b..",
        "...",
        "100%",
        "50%25.txt",
        "a b/c+d",
        "ü/日本/😀",
        ".hidden",
        "metrics@epoch:3",
        "%zz"
      })
  void names_of_files_are_taken_as_they_are(String path) {
    assertThat(new ArtifactPath(path).value()).isEqualTo(path);
  }

  @Test
  void a_path_is_bounded() {
    String name = "x".repeat(255);
    assertThat(new ArtifactPath(name).name()).hasSize(255);
    assertThatThrownBy(() -> new ArtifactPath(name + "x"))
        .hasMessageContaining("at most 255 bytes");
    assertThatThrownBy(() -> new ArtifactPath(String.join("/", name, name, name, name)))
        .hasMessageContaining("at most 1000 bytes");
  }

  @Test
  void folders_are_above_and_children_below() {
    ArtifactPath path = new ArtifactPath("a/b/c.txt");

    assertThat(path.name()).isEqualTo("c.txt");
    assertThat(path.parent()).isEqualTo(new ArtifactPath("a/b"));
    assertThat(path.folders()).containsExactly("a", "a/b");
    assertThat(path.parent().child("c.txt")).isEqualTo(path);
    assertThat(new ArtifactPath("a").parent()).isEqualTo(ArtifactPath.TOP);
    assertThat(ArtifactPath.TOP.child("a")).isEqualTo(new ArtifactPath("a"));
  }
}
