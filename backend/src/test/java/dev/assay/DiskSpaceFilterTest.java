package dev.assay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.database.DiskSpace;
import dev.assay.database.FakeDisk;
import dev.assay.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.servlet.ModelAndView;

class DiskSpaceFilterTest {
  private static final String RUN = "/api/v1/runs/0198f3a0-0000-7000-8000-0000000000d1";

  private final StaticListableBeanFactory beans = new StaticListableBeanFactory();
  private final List<Exception> answered = new ArrayList<>();
  private final DiskSpaceFilter filter =
      new DiskSpaceFilter(
          beans.getBeanProvider(DiskSpace.class),
          (_, _, _, problem) -> {
            answered.add(problem);
            return new ModelAndView();
          });

  /** Whether the request goes on to who answers it. */
  private boolean passes(String method, String path) throws Exception {
    MockFilterChain chain = new MockFilterChain();
    filter.doFilter(new MockHttpServletRequest(method, path), new MockHttpServletResponse(), chain);
    assertThat(answered).hasSize(chain.getRequest() == null ? 1 : 0);
    return chain.getRequest() != null;
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /api/v1/runs",
    "POST, /api/v1/jobs",
    "POST, " + RUN + "/metrics",
    "PUT, " + RUN + "/tags",
    "PATCH, " + RUN,
    "PUT, " + RUN + "/artifacts/files/purge",
    "PUT, /api/2.0/mlflow-artifacts/artifacts/1/2/artifacts/runs/search",
    "POST, /api/2.0/mlflow-artifacts/mpu/create/1/2/artifacts/search"
  })
  void writing_is_refused_while_the_disk_is_nearly_full(String method, String path)
      throws Exception {
    assertThat(passes(method, path)).as("with a database elsewhere").isTrue();

    beans.addBean("disk", FakeDisk.of(312 << 20, 500 << 20));
    assertThat(passes(method, path)).isFalse();
    assertThat(answered)
        .singleElement()
        .isInstanceOf(Problem.Unavailable.class)
        .extracting(Exception::getMessage)
        .isEqualTo(
            "the disk of the data folder is nearly full: 312 MB are free, 500 MB are needed;"
                + " nothing of the request was kept");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, " + RUN,
    "HEAD, " + RUN,
    "DELETE, " + RUN,
    "POST, " + RUN + "/purge",
    "POST, " + RUN + "/heartbeat",
    "POST, /api/v1/leases/0198f3a0-0000-7000-8000-0000000000d2/heartbeat",
    "POST, /api/v1/experiments/1/purge",
    "POST, /api/v1/runs/search",
    "POST, /api/v1/runs/export",
    "POST, /api/2.0/mlflow/runs/search",
    "POST, /ajax-api/2.0/mlflow/experiments/search",
    "POST, /api/2.0/mlflow/logged-models/search",
    "POST, /api/2.0/mlflow/registered-models/get-latest-versions",
    "POST, /login"
  })
  void reading_making_room_and_signs_of_life_go_on(String method, String path) throws Exception {
    beans.addBean("disk", FakeDisk.of(1, 2));

    assertThat(passes(method, path)).isTrue();
  }

  @Test
  void with_room_everything_goes_on() throws Exception {
    beans.addBean("disk", FakeDisk.of(2, 2));

    assertThat(passes("POST", "/api/v1/runs")).isTrue();
  }
}
