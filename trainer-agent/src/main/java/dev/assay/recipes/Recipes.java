package dev.assay.recipes;

import dev.assay.corpus.Corpora;
import java.nio.file.Path;
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
   * @param cache folder of tokenized corpora
   */
  public static SortedMap<String, Recipe> all(Corpora corpora, Path cache) {
    return new TreeMap<>(Map.of("pretrain", new Pretrain(corpora, cache)));
  }
}
