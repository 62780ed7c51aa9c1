package dev.assay;

import dev.assay.problem.Problem;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers what no controller does; else the pages' servlet would, with a page and 200. */
@RestController
@Hidden
class UnknownAddress {
  @RequestMapping("/api/**")
  void unknown(HttpServletRequest request) {
    throw new Problem.NotFound("address", request.getMethod() + " " + request.getRequestURI());
  }
}
