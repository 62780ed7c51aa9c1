package dev.assay.team;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.ServerTest;
import dev.assay.TestApi;
import dev.assay.TestApi.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@ServerTest
class SignInTest {
  @Autowired TestApi api;
  @Autowired Users users;
  @Autowired Tokens tokens;
  @Autowired SignInLinks links;
  @Autowired DSLContext db;

  private Answer basic(String path, String name, String password) {
    String credentials =
        Base64.getEncoder()
            .encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
    return api.send(api.anonymous(path).header("Authorization", "Basic " + credentials).GET());
  }

  private Answer bearer(String token, String method, String path, String body) {
    return api.send(
        api.anonymous(path)
            .header("Authorization", "Bearer " + token)
            .method(method, BodyPublishers.ofString(body)));
  }

  private static String session(Answer answer) {
    String cookie = answer.header("set-cookie");
    return cookie.substring(0, cookie.indexOf(';'));
  }

  @Test
  void health_is_open() {
    assertThat(api.send(api.anonymous("/health").GET()).body()).isEqualTo("OK");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/experiments",
        "/api/v1/experiments/1",
        "/api/v1/experiments/1/runs",
        "/api/v1/runs/0198f3a0-0000-7000-8000-000000000000",
        "/api/v1/runs/0198f3a0-0000-7000-8000-000000000000/samples",
        "/api/v1/runs/0198f3a0-0000-7000-8000-000000000000/metrics",
        "/api/v1/series?runs=0198f3a0-0000-7000-8000-000000000000&metrics=loss",
        "/api/v1/jobs",
        "/api/v1/agents",
        "/v3/api-docs",
        "/swagger-ui/index.html"
      })
  void everything_else_needs_a_credential(String path) {
    Answer nobody = api.send(api.anonymous(path).GET());
    assertThat(nobody.status()).isEqualTo(401);
    assertThat(nobody.header("content-type")).startsWith("application/problem+json");
    assertThat(nobody.header("www-authenticate"))
        .as("a browser must not open its own dialog")
        .isEqualTo("Bearer");
    assertThat(bearer("assay_wrong", "GET", path, "").status()).isEqualTo(401);
    assertThat(api.get(path).status()).isIn(200, 404);
  }

  @Test
  void a_viewer_reads_and_an_editor_writes() {
    String viewer = tokens.create(users.create("vera", Role.VIEWER).id(), "test");
    String editor = tokens.create(users.create("ed", Role.EDITOR).id(), "test");

    assertThat(bearer(viewer, "GET", "/api/v1/experiments", "").status()).isEqualTo(200);
    Answer refused = bearer(viewer, "POST", "/api/v1/experiments", "{\"name\":\"by vera\"}");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.json().get("detail").asString()).contains("your role does not allow this");
    assertThat(bearer(editor, "POST", "/api/v1/experiments", "{\"name\":\"by ed\"}").status())
        .isEqualTo(201);
    assertThat(bearer(editor, "GET", "/api/v1/experiments", "").status()).isEqualTo(200);
  }

  @Test
  void a_viewer_searches_as_mlflow_does_but_records_nothing() {
    String viewer = tokens.create(users.create("viola", Role.VIEWER).id(), "test");

    for (String path : List.of("/api/2.0/mlflow/", "/ajax-api/2.0/mlflow/")) {
      assertThat(bearer(viewer, "POST", path + "runs/search", "{}").status()).isEqualTo(200);
      assertThat(bearer(viewer, "POST", path + "experiments/search", "{}").status()).isEqualTo(200);
      Answer refused = bearer(viewer, "POST", path + "runs/create", "{}");
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.json().get("error_code").asString()).isEqualTo("PERMISSION_DENIED");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/2.0/mlflow-artifacts/mpu/create/1/2/artifacts/runs/search",
        "/ajax-api/2.0/mlflow-artifacts/mpu/complete/1/2/artifacts/experiments/search",
        "/api/2.0/mlflow-artifacts/mpu/abort/1/2/artifacts/logged-models/search",
        "/api/2.0/mlflow-artifacts/mpu/create/1/2/artifacts/registered-models/get-latest-versions",
        "/api/2.0/mlflow-artifacts/mpu/create/api/2.0/mlflow/runs/search",
        "/api/3.0/mlflow/runs/search"
      })
  void a_viewer_writes_no_artifacts_whatever_their_address_ends_in(String path) {
    Account viewer = users.find("violet").orElseGet(() -> users.create("violet", Role.VIEWER));
    String token = tokens.create(viewer.id(), "test");

    Answer refused = bearer(token, "POST", path, "{}");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.json().get("error_code").asString()).isEqualTo("PERMISSION_DENIED");
  }

  @Test
  void basic_takes_a_password_or_a_token() {
    assertThat(basic("/api/v1/jobs", "admin", TestApi.ADMIN_PASSWORD).status()).isEqualTo(200);
    assertThat(basic("/api/v1/jobs", "admin", TestApi.ADMIN_PASSWORD).status()).isEqualTo(200);
    assertThat(basic("/api/v1/jobs", "anything", TestApi.ADMIN_TOKEN).status()).isEqualTo(200);
    assertThat(basic("/api/v1/jobs", "admin", "wrong password").status()).isEqualTo(401);
    assertThat(basic("/api/v1/jobs", "nobody", TestApi.ADMIN_PASSWORD).status()).isEqualTo(401);
  }

  @Test
  void after_ten_failures_even_the_right_password_is_refused() {
    Account mallory = users.create("mallory", Role.VIEWER);
    users.setPassword(mallory.id(), "a long enough password");
    for (int i = 0; i < PasswordSignIn.MOST_FAILURES; i++) {
      assertThat(basic("/api/v1/jobs", "mallory", "guess number " + i).status()).isEqualTo(401);
    }
    assertThat(basic("/api/v1/jobs", "mallory", "a long enough password").status()).isEqualTo(429);
    assertThat(basic("/api/v1/jobs", "admin", TestApi.ADMIN_PASSWORD).status())
        .as("others are not locked out by it")
        .isEqualTo(200);
  }

  @Test
  void a_name_that_nobody_can_have_is_refused_without_being_remembered() {
    assertThat(basic("/api/v1/jobs", "x".repeat(5000), "guess").status()).isEqualTo(401);
    assertThat(basic("/api/v1/jobs", "a\0b", "guess").status()).isEqualTo(401);
  }

  @Test
  void a_new_token_from_the_environment_ends_the_old_one() {
    Account admin = users.find("admin").orElseThrow();
    tokens.replace(admin.id(), "from outside", "assay_the-first-token-0123456789");
    tokens.replace(admin.id(), "from outside", "assay_the-second-token-0123456789");

    assertThat(tokens.owner("assay_the-first-token-0123456789")).isEmpty();
    assertThat(tokens.owner("assay_the-second-token-0123456789")).contains(admin);
  }

  @Test
  void secrets_are_stored_as_hashes() {
    String token = tokens.create(users.find("admin").orElseThrow().id(), "hashed");
    String rows =
        db.fetch("select * from api_token").format()
            + db.fetch("select * from app_user").format()
            + db.fetch("select * from sign_in_link").format();

    assertThat(rows)
        .doesNotContain(token)
        .doesNotContain(TestApi.ADMIN_TOKEN)
        .doesNotContain(TestApi.ADMIN_PASSWORD);
    assertThat(rows).contains("$argon2id$");
    byte[] stored =
        db.fetchSingle("select token_hash from api_token where name = 'hashed'")
            .get(0, byte[].class);
    assertThat(Arrays.equals(stored, Secret.hash(token))).isTrue();
  }

  @Test
  void a_sign_in_link_works_once_and_changes_the_session() {
    String link = links.create(users.find("admin").orElseThrow().id());
    Answer first = api.send(api.anonymous(link).GET());
    assertThat(first.status()).isEqualTo(302);
    assertThat(first.header("location")).endsWith("/");
    String cookie = session(first);
    assertThat(first.header("set-cookie")).contains("HttpOnly").contains("SameSite=Lax");

    assertThat(
            api.send(api.anonymous("/api/v1/experiments").header("Cookie", cookie).GET()).status())
        .isEqualTo(200);
    Answer second = api.send(api.anonymous(link).GET());
    assertThat(second.header("location")).endsWith("/login?link");
  }

  @Test
  void a_session_cannot_write_without_the_csrf_token() {
    String link = links.create(users.find("admin").orElseThrow().id());
    String cookie = session(api.send(api.anonymous(link).GET()));

    Answer forged =
        api.send(
            api.anonymous("/api/v1/experiments")
                .header("Cookie", cookie)
                .POST(BodyPublishers.ofString("{\"name\":\"forged\"}")));

    assertThat(forged.status()).isEqualTo(403);
  }

  @Test
  void answers_carry_the_headers_that_protect_a_browser() {
    Answer answer = api.get("/api/v1/experiments");

    assertThat(answer.header("x-frame-options")).isEqualTo("DENY");
    assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
    assertThat(answer.header("content-security-policy")).contains("frame-ancestors 'none'");
    assertThat(answer.header("cache-control")).contains("no-store");
  }
}
