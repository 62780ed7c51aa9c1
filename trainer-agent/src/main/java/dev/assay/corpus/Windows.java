package dev.assay.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Which windows of a stream a model sees. */
public final class Windows {

  private Windows() {}

  /** A batch of windows that begin anywhere, with equal chance. */
  public static Batch random(
      TokenStream stream, int sequences, int context, RandomGenerator random) {
    int bound = stream.windowStarts(context);
    var starts = new int[sequences];
    for (int b = 0; b < sequences; b++) {
      starts[b] = random.nextInt(bound);
    }
    return stream.windows(starts, context);
  }

  /**
   * The same windows each time, spread evenly over the stream without overlap: {@code count} of
   * them or as many as fit, in batches of {@code sequences}.
   */
  public static List<Batch> fixed(TokenStream stream, int count, int sequences, int context) {
    int fit = (stream.windowStarts(context) - 1) / context + 1;
    int windows = Math.min(count, fit);
    List<Batch> batches = new ArrayList<>();
    for (int first = 0; first < windows; first += sequences) {
      var starts = new int[Math.min(sequences, windows - first)];
      for (int b = 0; b < starts.length; b++) {
        starts[b] = (int) ((long) (first + b) * fit / windows) * context;
      }
      batches.add(stream.windows(starts, context));
    }
    return batches;
  }
}
