package dev.assay.mlflow;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;
import org.springframework.http.HttpMethod;

/** Which addresses are MLflow's. */
final class Addresses {
  private static final List<String> PREFIXES = List.of("/api/2.0/", "/api/3.0/", "/ajax-api/");

  /** POSTs that only read, by the end of their address. */
  private static final Set<String> READING =
      Set.of(
          "/experiments/search",
          "/runs/search",
          "/logged-models/search",
          "/registered-models/get-latest-versions");

  private Addresses() {}

  static boolean cover(HttpServletRequest request) {
    String path = path(request);
    return PREFIXES.stream().anyMatch(path::startsWith);
  }

  static boolean onlyRead(HttpServletRequest request) {
    String path = path(request);
    return HttpMethod.POST.matches(request.getMethod())
        && cover(request)
        && READING.stream().anyMatch(path::endsWith);
  }

  private static String path(HttpServletRequest request) {
    return request.getRequestURI().substring(request.getContextPath().length());
  }
}
