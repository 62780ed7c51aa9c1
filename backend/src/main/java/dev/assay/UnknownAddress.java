package dev.assay;

import dev.assay.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;

/** Answers what no controller does; else the pages' servlet would, with a page and 200. */
@Configuration(proxyBeanMethods = false)
class UnknownAddress {
  // after the controllers (0), which say 405 and 415 themselves; before the pages (nearly last)
  private static final int AFTER_CONTROLLERS = 1;

  @Bean
  static SimpleUrlHandlerMapping unknownAddresses() throws NoSuchMethodException {
    // a method, not a Controller: ProblemHandler is asked about methods only
    HandlerMethod unknown =
        new HandlerMethod(
            new UnknownAddress(),
            UnknownAddress.class.getDeclaredMethod("unknown", HttpServletRequest.class));
    return new SimpleUrlHandlerMapping(Map.of("/api/**", unknown), AFTER_CONTROLLERS);
  }

  void unknown(HttpServletRequest request) {
    throw new Problem.NotFound("address", request.getMethod() + " " + request.getRequestURI());
  }
}
