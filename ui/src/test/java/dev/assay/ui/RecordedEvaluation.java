package dev.assay.ui;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import dev.assay.TestApi;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Predictions that a test uploads over HTTP, as a program would. */
public final class RecordedEvaluation {
  private static final int PATIENCE_SECONDS = 120;
  private static final int ROWS_OF_A_DAY = 8;
  private static final String BINARY = "id,timestamp,country,age,label,p";
  private static final String CLASSES = "ham,spam";
  private static final List<String> COUNTRIES = List.of("NL", "BE", "DE", "FR");

  private RecordedEvaluation() {}

  /** How the forecasts of {@link #binary} go wrong. */
  public enum Wrong {
    /** They are the probabilities that labels are drawn with. */
    NOWHERE,
    /** Twice as sure as they should be. */
    OVERCONFIDENT,
    /** From the hundredth day on too high, and in France always. */
    LATER
  }

  /**
   * Of two classes, {@value #CLASSES}, with times, a country and an age for each row; with the same
   * seed the rows are the same.
   */
  public static String binary(int rows, int seed, Wrong wrong) {
    SplittableRandom random = new SplittableRandom(seed);
    return csv(
        BINARY,
        rows,
        i -> {
          double logit = 4 * random.nextDouble() - 2.2;
          boolean happens = random.nextDouble() < sigmoid(logit);
          int day = i / ROWS_OF_A_DAY;
          String country = COUNTRIES.get(random.nextInt(COUNTRIES.size()));
          double said =
              switch (wrong) {
                case NOWHERE -> logit;
                case OVERCONFIDENT -> 2 * logit;
                case LATER -> logit + (day > 100 ? 1.2 : 0) + (country.equals("FR") ? 1 : 0);
              };
          return String.format(
              Locale.ROOT,
              "r%d,2026-%02d-%02dT%02d:00:00Z,%s,%d,%s,%.4f",
              i,
              1 + day / 28,
              1 + day % 28,
              i % ROWS_OF_A_DAY * 3,
              country,
              18 + random.nextInt(60),
              happens ? "spam" : "ham",
              sigmoid(said));
        });
  }

  /** Of three classes, without anything else. */
  public static String threeClasses(int rows, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<String> names = List.of("cat", "dog", "bird");
    return csv(
        "label,prob_cat,prob_dog,prob_bird",
        rows,
        i -> {
          double[] p = random.doubles(3).map(u -> Math.exp(2.5 * u)).toArray();
          double sum = p[0] + p[1] + p[2];
          double u = random.nextDouble() * sum;
          int drawn = u < p[0] ? 0 : u < p[0] + p[1] ? 1 : 2;
          return String.format(
              Locale.ROOT,
              "%s,%.6f,%.6f,%.6f",
              names.get(drawn),
              p[0] / sum,
              p[1] / sum,
              p[2] / sum);
        });
  }

  private static double sigmoid(double logit) {
    return 1 / (1 + Math.exp(-logit));
  }

  private static String csv(String header, int rows, IntFunction<String> row) {
    return IntStream.range(0, rows)
        .mapToObj(row)
        .collect(Collectors.joining("\n", header + "\n", "\n"));
  }

  /**
   * Uploads it, and waits for its report.
   *
   * @param query as {@code name=test&split=test}; names of the classes are added where labels are
   *     names
   * @return its id
   */
  public static String of(TestApi api, RecordedRun run, String query, String csv) {
    String id = upload(api, run, query, csv).json().get("id").asString();
    await()
        .atMost(PATIENCE_SECONDS, SECONDS)
        .until(() -> status(api, id).equals("DONE") || status(api, id).equals("FAILED"));
    return id;
  }

  /** The answer to an upload, whatever it is. */
  public static TestApi.Answer upload(TestApi api, RecordedRun run, String query, String csv) {
    TestApi.Answer answer =
        api.send(
            api.request("/api/v1/runs/" + run.id() + "/evaluations?" + query + classes(csv))
                .setHeader("Content-Type", "text/csv")
                .POST(BodyPublishers.ofString(csv)));
    if (answer.status() / 100 != 2) {
      throw new AssertionError("refused: " + answer);
    }
    return answer;
  }

  private static String classes(String csv) {
    return csv.startsWith(BINARY) ? "&classes=" + CLASSES : "";
  }

  private static String status(TestApi api, String id) {
    return api.get("/api/v1/evaluations/" + id).json().get("status").asString();
  }
}
