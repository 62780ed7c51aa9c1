package dev.assay;

import dev.assay.database.DiskSpace;
import dev.assay.problem.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
  private static final List<String> LET_THROUGH =
      List.of("/purge", "/heartbeat", "/search", "/get-latest-versions", "/runs/export");

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
        || LET_THROUGH.stream().anyMatch(path::endsWith);
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
