package dev.assay.recipes;

import dev.assay.corpus.Corpora;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** All recipes there are. */
public final class Recipes {

  private Recipes() {}

  /**
   * By name.
   *
   * @param corpora what they may train on
   */
  public static SortedMap<String, Recipe> all(Corpora corpora) {
    return new TreeMap<>(Map.of("pretrain", new Pretrain(corpora)));
  }
}
