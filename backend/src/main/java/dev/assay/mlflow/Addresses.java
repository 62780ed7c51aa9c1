package dev.assay.mlflow;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.HttpMethod;

/** Which addresses are MLflow's. */
final class Addresses {
  private static final List<String> PREFIXES = List.of("/api/2.0/", "/api/3.0/", "/ajax-api/");

  private static final List<String> BASES = List.of("/api/2.0/mlflow", "/ajax-api/2.0/mlflow");

  /**
   * POSTs that only read. Whole addresses: those of artifacts may end in anything, so in these too.
   */
  private static final Set<String> READING =
      BASES.stream()
          .flatMap(
              base ->
                  Stream.of(
                          "/experiments/search",
                          "/runs/search",
                          "/logged-models/search",
                          "/registered-models/get-latest-versions")
                      .map(base::concat))
          .collect(Collectors.toUnmodifiableSet());

  private Addresses() {}

  static boolean cover(HttpServletRequest request) {
    String path = path(request);
    return PREFIXES.stream().anyMatch(path::startsWith);
  }

  static boolean onlyRead(HttpServletRequest request) {
    return HttpMethod.POST.matches(request.getMethod()) && READING.contains(path(request));
  }

  private static String path(HttpServletRequest request) {
    return request.getRequestURI().substring(request.getContextPath().length());
  }
}
