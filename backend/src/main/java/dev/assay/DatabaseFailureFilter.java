package dev.assay;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Tokens are looked up in the database before a controller is reached: what fails there is answered
 * like what fails in a controller.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class DatabaseFailureFilter extends OncePerRequestFilter {
  private final HandlerExceptionResolver problems;

  DatabaseFailureFilter(@Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
    this.problems = problems;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    String path = request.getRequestURI().substring(request.getContextPath().length());
    return !path.startsWith("/api/") && !path.startsWith("/ajax-api/");
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    try {
      chain.doFilter(request, response);
    } catch (DataAccessException
        | TransactionException
        | org.jooq.exception.DataAccessException e) {
      if (response.isCommitted() || problems.resolveException(request, response, null, e) == null) {
        throw e;
      }
    }
  }
}
