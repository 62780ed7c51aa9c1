package dev.assay.model;

import java.util.Locale;

/** Size and cost of a model, as a table for people: a line for each kind of part. */
final class Description {

  private static final String ROW = "%-22s %16s %14s %16s%n";

  private Description() {}

  static String of(GptConfig config, Execution execution, int batch) {
    var text = new StringBuilder(title(config));
    text.append(row("part", "parameters", "MFLOP/token", "weights"));
    GptConfig.Part embedding = config.parts().getFirst();
    GptConfig.Part attention = config.parts().get(1);
    GptConfig.Part feedForward = config.parts().get(2);
    GptConfig.Part head = config.parts().getLast();
    String each = config.layers() + " x ";
    text.append(row(embedding, "embedding", 0));
    text.append(row(attention, each + "attention", config.attentionFlopsPerToken()));
    text.append(row(feedForward, each + (config.hasExperts() ? "experts" : "mlp"), 0));
    text.append(row(head, config.tiedHead() ? "head (tied)" : "head", 0));
    long all = config.parameterCount();
    text.append(row("all", count(all), mega(config.flopsPerToken()), megabytes(4 * all)));
    MemoryEstimate memory = MemoryEstimate.ofTraining(config, execution, batch);
    text.append(
        "to train with a batch of %d in %s%s: about %s (gradients %s, AdamW %s, activations %s)%n"
            .formatted(
                batch,
                execution.precision(),
                execution.recompute() ? " with recomputation" : "",
                megabytes(memory.total()),
                megabytes(memory.gradients()),
                megabytes(memory.optimizer()),
                megabytes(memory.activations())));
    return text.toString();
  }

  private static String title(GptConfig config) {
    return "GPT of %d layers x %d wide, %d heads (%d of keys), %s positions, %s norm, %s, context %d, vocabulary %d%n"
        .formatted(
            config.layers(),
            config.width(),
            config.heads(),
            config.kvHeads(),
            word(config.positions()),
            word(config.norm()),
            word(config.activation()),
            config.context(),
            config.vocabulary());
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String row(GptConfig.Part part, String name, double moreFlops) {
    return row(
        name,
        count(part.parameters()),
        mega(6.0 * part.active() + moreFlops),
        megabytes(4 * part.parameters()));
  }

  private static String row(String name, String parameters, String flops, String bytes) {
    return ROW.formatted(name, parameters, flops, bytes);
  }

  private static String count(long n) {
    return "%,d".formatted(n);
  }

  private static String mega(double flops) {
    return "%,.2f".formatted(flops / 1e6);
  }

  private static String megabytes(long bytes) {
    return MemoryEstimate.megabytes(bytes);
  }
}
