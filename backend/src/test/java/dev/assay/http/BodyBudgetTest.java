package dev.assay.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.assay.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class BodyBudgetTest {
  private static final int MOST = 1 << 20;
  private static final int FREE = 1 << 17;

  private final BodyBudget budget = new BodyBudget(DataSize.ofBytes(MOST));

  @Test
  void bodies_that_are_too_large_together_are_refused_until_one_is_done() {
    BodyBudget.Share first = budget.share();
    first.grow(MOST - (1 << 14));
    BodyBudget.Share second = budget.share();
    second.grow(1 << 14);

    assertThatExceptionOfType(Problem.Busy.class)
        .isThrownBy(() -> second.grow(1))
        .withMessage("requests of more than 1 MB are being taken in")
        .satisfies(busy -> assertThat(busy.retryAfterSeconds()).isPositive());
    first.close();
    second.grow(MOST / 2);
  }

  @Test
  void what_was_refused_holds_nothing_when_it_is_closed_and_closing_twice_frees_once() {
    BodyBudget.Share refused = budget.share();
    refused.grow(100);
    assertThatExceptionOfType(Problem.Busy.class).isThrownBy(() -> refused.grow(MOST));
    refused.close();
    refused.close();

    BodyBudget.Share whole = budget.share();
    whole.grow(MOST);
    assertThatExceptionOfType(Problem.Busy.class).isThrownBy(() -> whole.grow(1));
  }

  @Test
  void small_steps_count_as_much_as_large_ones() {
    BodyBudget.Share share = budget.share();
    for (int i = 0; i < 1 << 14; i++) {
      share.grow(MOST >> 14);
    }

    assertThatExceptionOfType(Problem.Busy.class).isThrownBy(() -> budget.share().grow(1));
    share.grow(0);
  }

  @Test
  void many_at_once_never_take_more_and_leave_nothing_behind() throws Exception {
    AtomicLong taken = new AtomicLong();
    AtomicLong refused = new AtomicLong();
    List<Callable<Void>> bodies = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      bodies.add(
          () -> {
            for (int round = 0; round < 200; round++) {
              takeIn(taken, refused);
            }
            return null;
          });
    }
    // so little is left that even one at a time are refused now and then
    try (BodyBudget.Share others = budget.share();
        ExecutorService threads = Executors.newFixedThreadPool(16)) {
      others.grow(MOST - FREE);
      for (Future<Void> body : threads.invokeAll(bodies)) {
        body.get();
      }
    }

    assertThat(refused.get()).isPositive();
    assertThatNoException().isThrownBy(() -> budget.share().grow(MOST));
  }

  private void takeIn(AtomicLong taken, AtomicLong refused) {
    long mine = 0;
    try (BodyBudget.Share share = budget.share()) {
      try {
        for (int i = 0; i < 20; i++) {
          int more = ThreadLocalRandom.current().nextInt(1 << 15);
          share.grow(more);
          mine += more;
          assertThat(taken.addAndGet(more)).isLessThanOrEqualTo(FREE);
        }
      } catch (Problem.Busy e) {
        refused.incrementAndGet();
      }
      taken.addAndGet(-mine);
    }
  }
}
