package dev.assay.ui.parts;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommitAddressTest {
  @ParameterizedTest
  @CsvSource({
    "https://github.com/acme/gpt,https://github.com/acme/gpt/commit/0123abc",
    "https://github.com/acme/gpt.git,https://github.com/acme/gpt/commit/0123abc",
    "git@github.com:acme/gpt.git,https://github.com/acme/gpt/commit/0123abc",
    "ssh://git@gitlab.com/group/sub/gpt.git,https://gitlab.com/group/sub/gpt/-/commit/0123abc",
    "https://token:secret@bitbucket.org/acme/gpt,https://bitbucket.org/acme/gpt/commits/0123abc",
    "https://codeberg.org/acme/gpt/,https://codeberg.org/acme/gpt/commit/0123abc",
  })
  void a_known_forge_is_linked_to(String repository, String link) {
    assertThat(CommitAddress.of(repository, "0123abc")).contains(link);
  }

  @ParameterizedTest
  @CsvSource({
    "javascript:alert(1)//github.com/a/b",
    "https://github.com.evil.example/acme/gpt",
    "https://evil.example/github.com/acme/gpt",
    "http://github.com/acme/gpt",
    "https://github.com/../gpt",
    "/home/me/gpt",
  })
  void nothing_else_is(String repository) {
    assertThat(CommitAddress.of(repository, "0123abc")).isEmpty();
  }

  @Test
  void a_commit_is_hexadecimal() {
    @Nullable String unknown = null;
    assertThat(CommitAddress.of("https://github.com/acme/gpt", "HEAD?x=\"")).isEmpty();
    assertThat(CommitAddress.of("https://github.com/acme/gpt", unknown)).isEmpty();
    assertThat(CommitAddress.of(unknown, "0123abc")).isEmpty();
  }
}
