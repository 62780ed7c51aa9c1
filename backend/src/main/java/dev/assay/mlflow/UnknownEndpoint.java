package dev.assay.mlflow;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Answers what no other controller does, a wrong method included. Clients take this answer as that
 * of a server which does not offer something, and do without.
 */
@Hidden
@RestController
class UnknownEndpoint {
  @RequestMapping({"/api/2.0/**", "/api/3.0/**", "/ajax-api/**"})
  void unknown(HttpServletRequest request) {
    throw new Refusal(
        ErrorCode.ENDPOINT_NOT_FOUND,
        "there is no address " + request.getMethod() + " " + request.getRequestURI());
  }
}
