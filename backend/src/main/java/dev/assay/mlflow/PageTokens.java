package dev.assay.mlflow;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Page tokens: what a list goes on from, in a form that says nothing to clients. */
final class PageTokens {
  private PageTokens() {}

  static @Nullable String of(@Nullable Object next) {
    return next == null
        ? null
        : Base64.getUrlEncoder().encodeToString(next.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** What a token stands for; null where there is none. */
  static @Nullable String read(Fields request) {
    String token = request.text("page_token", "");
    if (token.isEmpty()) {
      return null;
    }
    try {
      return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw invalid();
    }
  }

  static @Nullable Long readNumber(Fields request) {
    @Nullable String text = read(request);
    try {
      return text == null ? null : Long.valueOf(text);
    } catch (NumberFormatException e) {
      throw invalid();
    }
  }

  private static Refusal invalid() {
    return Refusal.invalid("Invalid page token, could not base64-decode");
  }
}
