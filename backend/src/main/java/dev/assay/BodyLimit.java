package dev.assay;

import dev.assay.problem.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Refuses bodies over the limit, by their length where it is said and else while they are read. */
@Component
class BodyLimit extends OncePerRequestFilter {
  /** Their bodies are files, streamed to where they are kept, with limits of their own. */
  private static final Pattern FILES =
      Pattern.compile(
          "/api/v1/(runs/[^/]+/artifacts/(content|uploads/[^/]+/parts/[^/]+)|artifact-parts/.*)"
              + "|/(ajax-)?api/2\\.0/mlflow-artifacts/artifacts/.*");

  private static final Set<String> POSTED_FILES =
      Set.of("/api/v1/experiments/import", "/api/v1/datasets");

  private static final Pattern PREDICTIONS = Pattern.compile("/api/v1/runs/[^/]+/evaluations");

  private final DataSize most;
  private final HandlerExceptionResolver problems;

  BodyLimit(
      @Value("${assay.largest-body:8MB}") DataSize most,
      @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
    this.most = most;
    this.problems = problems;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    String path = request.getRequestURI();
    return (!path.startsWith("/api/") && !path.startsWith("/ajax-api/"))
        || (request.getMethod().equals("PUT") && FILES.matcher(path).matches())
        || (request.getMethod().equals("POST")
            && (POSTED_FILES.contains(path) || isTable(request, path)));
  }

  /** Predictions are a file, but for JSON that names one. */
  private static boolean isTable(HttpServletRequest request, String path) {
    return PREDICTIONS.matcher(path).matches() && !isJson(request.getContentType());
  }

  /** As controllers see it: in whatever case, with whatever parameters. What nobody can read is. */
  private static boolean isJson(@Nullable String contentType) {
    try {
      return contentType != null
          && MediaType.parseMediaType(contentType).equalsTypeAndSubtype(MediaType.APPLICATION_JSON);
    } catch (InvalidMediaTypeException e) {
      return true;
    }
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (request.getContentLengthLong() > most.toBytes()) {
      problems.resolveException(request, response, null, tooLarge());
      return;
    }
    chain.doFilter(new Limited(request), response);
  }

  private Problem tooLarge() {
    return new Problem.TooLarge("the body is larger than %d MB".formatted(most.toMegabytes()));
  }

  private final class Limited extends HttpServletRequestWrapper {
    Limited(HttpServletRequest request) {
      super(request);
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
      return new Counting(super.getInputStream());
    }
  }

  private final class Counting extends ServletInputStream {
    private final ServletInputStream body;
    private long left = most.toBytes();

    Counting(ServletInputStream body) {
      this.body = body;
    }

    @Override
    public int read() throws IOException {
      int b = body.read();
      count(b < 0 ? 0 : 1);
      return b;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int n = body.read(bytes, offset, length);
      count(Math.max(n, 0));
      return n;
    }

    private void count(int n) {
      left -= n;
      if (left < 0) {
        throw tooLarge();
      }
    }

    @Override
    public boolean isFinished() {
      return body.isFinished();
    }

    @Override
    public boolean isReady() {
      return body.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
      body.setReadListener(listener);
    }
  }
}
