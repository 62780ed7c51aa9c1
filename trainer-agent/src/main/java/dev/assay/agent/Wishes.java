package dev.assay.agent;

import dev.assay.training.Wish;
import java.util.function.Supplier;

/** What is wanted of the work of this process; a wish to stop outweighs one to pause. */
final class Wishes implements Supplier<Wish> {

  private Wish wish = Wish.GO_ON;

  synchronized void ask(Wish wanted) {
    if (wanted.compareTo(wish) > 0) {
      wish = wanted;
    }
  }

  @Override
  public synchronized Wish get() {
    return wish;
  }
}
