package dev.assay.exports;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Passes the failure of an answer that is on its way to the web server, which closes the connection
 * then. What Spring does with an exception ends the answer as if it were whole.
 */
@Component
class BrokenOff extends OncePerRequestFilter {
  static final String ATTRIBUTE = BrokenOff.class.getName();

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    chain.doFilter(request, response);
    if (request.getAttribute(ATTRIBUTE) instanceof Throwable failure) {
      throw new ServletException("an export is broken off", failure);
    }
  }
}
