package dev.assay;

import dev.assay.database.DiskSpace;
import dev.assay.problem.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Refuses to write while the disk of the embedded database is nearly full. Reading goes on, and so
 * do deleting and purging, which make room, and heartbeats, which keep runs and leases alive.
 */
@Component
class DiskSpaceFilter extends OncePerRequestFilter {
  private static final Set<String> WRITES = Set.of("POST", "PUT", "PATCH");

  /** Whole addresses: the end of one may be the name of a file. */
  private static final Pattern LET_THROUGH =
      Pattern.compile(
          "/api/v1/((runs|experiments)/[^/]+/purge|(runs|leases)/[^/]+/heartbeat|runs/(search|export)"
              + "|recalibrations/[^/]+/apply)"
              + "|/(ajax-)?api/2\\.0/mlflow/((experiments|runs|logged-models)/search|registered-models/get-latest-versions)");

  private final ObjectProvider<DiskSpace> disk;
  private final HandlerExceptionResolver problems;

  /**
   * @param disk none when the database is elsewhere
   */
  DiskSpaceFilter(
      ObjectProvider<DiskSpace> disk,
      @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
    this.disk = disk;
    this.problems = problems;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    String path = request.getRequestURI().substring(request.getContextPath().length());
    return !(path.startsWith("/api/") || path.startsWith("/ajax-api/"))
        || !WRITES.contains(request.getMethod())
        || LET_THROUGH.matcher(path).matches();
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Optional<String> shortage = disk.stream().findAny().flatMap(DiskSpace::shortage);
    if (shortage.isPresent()) {
      Problem full = new Problem.Unavailable(shortage.get() + "; nothing of the request was kept");
      problems.resolveException(request, response, null, full);
      return;
    }
    chain.doFilter(request, response);
  }
}
