package dev.assay.ui;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.Optional;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * How long browsers keep the files that pages are made of. Those whose address changes with what is
 * in them are kept without asking; own scripts are asked for each time, for they import each other
 * by names that stay, and those of two versions would not fit together.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE) // what comes later sets headers that are wrong for files
class FileCaching extends OncePerRequestFilter {
  private static final String KEEP = "public, max-age=31536000, immutable";
  private static final String ASK = "no-cache";
  private static final String NOT_THERE = "no-store";

  private static Optional<String> wanted(HttpServletRequest request) {
    String path = request.getServletPath() + Optional.ofNullable(request.getPathInfo()).orElse("");
    String query = Optional.ofNullable(request.getQueryString()).orElse("");
    if (path.startsWith("/VAADIN/build/") || path.startsWith("/webjars/")) {
      return Optional.of(KEEP);
    }
    if (path.startsWith("/VAADIN/static/") && query.startsWith("v=")) {
      return Optional.of(KEEP);
    }
    if (path.endsWith(".css") && query.startsWith("v-c=") && isThere(path)) {
      return Optional.of(KEEP);
    }
    if (path.startsWith("/charts/") || path.startsWith("/elements/")) {
      return Optional.of(ASK);
    }
    return Optional.empty();
  }

  /** What is not there is answered with the page that holds everything, which must not be kept. */
  private static boolean isThere(String path) {
    return FileCaching.class.getResource("/META-INF/resources" + path) != null;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Optional<String> caching = wanted(request);
    chain.doFilter(request, caching.isPresent() ? new Kept(response, caching.get()) : response);
  }

  /** Says how long it is kept, whatever others say; nothing about it when there is no such file. */
  private static final class Kept extends HttpServletResponseWrapper {
    private final String caching;

    Kept(HttpServletResponse response, String caching) {
      super(response);
      this.caching = caching;
    }

    private String caching() {
      return getStatus() >= SC_BAD_REQUEST ? NOT_THERE : caching;
    }

    private static boolean isOfCaching(String name) {
      return name.equalsIgnoreCase("Cache-Control")
          || name.equalsIgnoreCase("Pragma")
          || name.equalsIgnoreCase("Expires");
    }

    @Override
    public void setHeader(String name, String value) {
      if (isOfCaching(name)) {
        super.setHeader("Cache-Control", caching());
      } else {
        super.setHeader(name, value);
      }
    }

    @Override
    public void addHeader(String name, String value) {
      if (isOfCaching(name)) {
        super.setHeader("Cache-Control", caching());
      } else {
        super.addHeader(name, value);
      }
    }

    @Override
    public void setDateHeader(String name, long date) {
      if (!isOfCaching(name)) {
        super.setDateHeader(name, date);
      }
    }

    @Override
    public void setStatus(int status) {
      if (status >= SC_BAD_REQUEST) {
        super.setHeader("Cache-Control", NOT_THERE);
      }
      super.setStatus(status);
    }

    @Override
    public void sendError(int status) throws IOException {
      super.setHeader("Cache-Control", NOT_THERE);
      super.sendError(status);
    }

    @Override
    public void sendError(int status, String message) throws IOException {
      super.setHeader("Cache-Control", NOT_THERE);
      super.sendError(status, message);
    }
  }
}
