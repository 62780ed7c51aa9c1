package dev.assay.ui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.TestApi.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@ServerTest
class UiSecurityTest {
  private static final int ATTEMPTS_BEFORE_A_PAUSE = 10;

  @Autowired TestApi api;

  private Answer open(String path) {
    return api.send(api.anonymous(path).header("Accept", "text/html").GET());
  }

  private Answer signIn(String name, String password) {
    return api.send(
        api.anonymous("/login")
            .setHeader("Content-Type", "application/x-www-form-urlencoded")
            .POST(
                BodyPublishers.ofString(
                    "username=" + name + "&password=" + password.replace(' ', '+'))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/experiments",
        "/runs/0198f3a0-0000-7000-8000-000000000000",
        "/no-such-page"
      })
  void whoever_is_not_signed_in_is_led_to_the_sign_in_page(String path) {
    assertThat(open(path).status()).isEqualTo(302);
    assertThat(open(path).header("location")).endsWith("/login");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/login",
        "/app.css",
        "/palette.css",
        "/icon.svg",
        "/charts/assay-chart.js",
        "/elements/keys.js",
        "/webjars/echarts/5.3.1/dist/echarts.min.js"
      })
  void what_the_sign_in_page_is_made_of_is_open(String path) {
    assertThat(open(path).status()).isEqualTo(200);
  }

  @Test
  void pages_may_not_be_framed_and_load_nothing_from_elsewhere() {
    Answer page = open("/login");

    assertThat(page.header("content-security-policy"))
        .contains("default-src 'self'", "frame-ancestors 'none'");
    assertThat(page.header("x-frame-options")).isEqualTo("DENY");
    assertThat(page.header("referrer-policy")).isEqualTo("same-origin");
    assertThat(page.header("x-content-type-options")).isEqualTo("nosniff");
  }

  @Test
  void a_wrong_password_leads_back_with_a_message_and_too_many_with_another() {
    for (int i = 0; i < ATTEMPTS_BEFORE_A_PAUSE; i++) {
      assertThat(signIn("nobody", "guess").header("location")).endsWith("/login?error");
    }
    assertThat(signIn("nobody", "guess").header("location")).endsWith("/login?limited");
  }

  @Test
  void the_right_password_leads_in() {
    assertThat(signIn("admin", TestApi.ADMIN_PASSWORD).header("location")).doesNotContain("login");
  }

  @Test
  void a_page_is_not_kept_in_the_place_of_a_file_that_is_not_there() {
    assertThat(api.send(api.anonymous("/none.css?v-c=1").GET()).header("cache-control"))
        .doesNotContain("max-age=31536000");
  }

  @ParameterizedTest
  @CsvSource({
    "/app.css?v-c=1, 'public, max-age=31536000, immutable'",
    "/charts/theme.js, no-cache",
    "/elements/keys.js, no-cache",
    "/webjars/none.js, no-store",
    "/login, 'no-cache, no-store, max-age=0, must-revalidate'"
  })
  void files_are_kept_by_browsers_when_their_address_changes_with_them(String path, String kept) {
    Answer answer = api.send(api.anonymous(path).GET());

    assertThat(answer.header("cache-control")).isEqualTo(kept);
    if (!path.equals("/login")) {
      assertThat(answer.header("pragma")).isEmpty();
    }
  }
}
