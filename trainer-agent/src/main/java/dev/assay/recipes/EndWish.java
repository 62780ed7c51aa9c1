package dev.assay.recipes;

import dev.assay.training.Wish;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Asks whether somebody wishes the work to end, until somebody did: a wish that is taken back a
 * moment later was heard all the same. May be asked by several threads.
 */
final class EndWish implements BooleanSupplier {

  private final Supplier<Wish> wish;
  private volatile Wish heard = Wish.GO_ON;

  EndWish(Supplier<Wish> wish) {
    this.wish = wish;
  }

  @Override
  public boolean getAsBoolean() {
    if (heard == Wish.GO_ON) {
      heard = wish.get();
    }
    return heard != Wish.GO_ON;
  }

  /** How work ended that heeded it. */
  Recipe.Ending ending() {
    return switch (heard) {
      case GO_ON -> Recipe.Ending.DONE;
      case PAUSE -> Recipe.Ending.PAUSED;
      case STOP -> Recipe.Ending.STOPPED;
    };
  }
}
