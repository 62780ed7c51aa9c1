package dev.assay.importance;

import dev.assay.problem.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleConsumer;

/**
 * Params of runs beside what a metric came to in them.
 *
 * @param y (runs), finite
 * @param withoutTarget how many more runs have no finite value of the metric
 * @param leftOut how many more params the runs have
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ParamTable(
    Target target, List<ParamValues> params, double[] y, int withoutTarget, int leftOut) {
  static final int LEAST_RUNS = 10;
  private static final int MOST_COLUMNS = 500;
  private static final long SEED = 42;

  /** Says clearly when there is nothing to learn from. */
  ParamTable {
    if (y.length < LEAST_RUNS) {
      throw new Problem.Invalid(
          "runs",
          y.length + " with a finite value of " + target,
          "importance takes at least " + LEAST_RUNS);
    }
    double first = y[0];
    if (Arrays.stream(y).allMatch(v -> v == first)) {
      throw new Problem.Invalid(
          "metric", target, "it has the same value in every run, so nothing can explain it");
    }
  }

  /** Tells tables apart by all that is in them: what was computed of one holds for an equal one. */
  String hash() {
    try {
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      add(hash, target.toString());
      ByteBuffer numbers = ByteBuffer.allocate(y.length * Double.BYTES);
      numbers.asDoubleBuffer().put(y);
      hash.update(numbers);
      for (ParamValues param : params) {
        add(hash, param.param());
        ByteBuffer codes = ByteBuffer.allocate(param.codes().length * Integer.BYTES);
        codes.asIntBuffer().put(param.codes());
        hash.update(codes);
        param.values().forEach(value -> add(hash, value));
      }
      add(hash, withoutTarget + " " + leftOut);
      return HexFormat.of().formatHex(hash.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  private static void add(MessageDigest hash, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    hash.update(
        ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length)); // "a", "bc" is not "ab", "c"
    hash.update(bytes);
  }

  Importance measure(DoubleConsumer progress, BooleanSupplier cancelled) {
    List<String> constant = new ArrayList<>();
    List<String> unlike = new ArrayList<>();
    List<ParamValues> varying = new ArrayList<>();
    for (ParamValues param : params) {
      if (param.isConstant()) {
        constant.add(param.param());
      } else if (isUnlike(param)) {
        unlike.add(param.param());
      } else {
        varying.add(param);
      }
    }
    if (varying.isEmpty()) {
      throw new Problem.Invalid(
          "runs", y.length, "no param differs between them, so none can matter");
    }
    varying.sort(Comparator.comparingInt(ParamValues::missing).thenComparing(ParamValues::param));
    List<Encoding> encoded = Permutation.encode(varying, MOST_COLUMNS);
    Permutation.Result result =
        Permutation.measure(encoded, y, new SplittableRandom(SEED), progress, cancelled);
    List<ParamImportance> found = new ArrayList<>();
    for (int p = 0; p < encoded.size(); p++) {
      found.add(importance(encoded.get(p).of(), result.importance()[p], result.spread()[p]));
    }
    found.sort(
        Comparator.comparingDouble(ParamImportance::importance)
            .reversed()
            .thenComparing(ParamImportance::param));
    return new Importance(
        target,
        found,
        result.rSquared(),
        y.length,
        result.heldOut(),
        withoutTarget,
        constant,
        unlike,
        leftOut + varying.size() - encoded.size());
  }

  private ParamImportance importance(ParamValues param, double importance, double spread) {
    double[] x = param.isNumeric() ? param.numbers() : new double[0];
    return new ParamImportance(
        param.param(),
        importance,
        spread,
        param.isNumeric() ? Correlation.pearson(x, y) : Double.NaN,
        param.isNumeric() ? Correlation.spearman(x, y) : Double.NaN,
        param.isNumeric(),
        param.values().size(),
        param.missing());
  }

  /** Names, paths, ids. */
  private boolean isUnlike(ParamValues param) {
    return !param.isNumeric()
        && param.values().size() > Encoding.MOST_CATEGORIES / 4
        && param.values().size() > (y.length - param.missing()) * 3 / 4;
  }
}
