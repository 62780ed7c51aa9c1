package dev.assay.recipes;

import dev.assay.params.Param;

/** What a language model is trained on, as params. */
public record DataParams(
    @Param(
            value =
                "wordnet-glosses, or the path of a text, JSONL or CSV file or a folder on the agent's"
                    + " machine, which must be in a folder that the agent was started with.",
            notEmpty = true)
        String corpus,
    @Param("By document, at random, or by time: the newest documents validate.") SplitBy split,
    @Param(value = "Share of the documents that is not trained on.", above = 0, below = 1)
        double validationFraction,
    @Param("Windows of the text as it goes on, or whole documents packed side by side.")
        Packing packing,
    @Param(
            value =
                "bytes, chars, gpt2, bpe (trained on the corpus), or the path of a tokenizer.json"
                    + " or its folder.",
            notEmpty = true)
        String tokenizer,
    @Param(value = "Entries of a bpe that is trained.", min = 257, max = 1_000_000)
        int vocabulary) {

  /** How documents get to the validation side. */
  public enum SplitBy {
    DOCUMENT,
    TIME
  }

  /** How tokens get into sequences. */
  public enum Packing {
    WINDOWS,
    PACKED
  }

  static DataParams of(String corpus) {
    return new DataParams(corpus, SplitBy.DOCUMENT, 0.02, Packing.WINDOWS, "bytes", 4096);
  }
}
