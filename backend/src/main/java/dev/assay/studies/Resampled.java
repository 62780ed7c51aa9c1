package dev.assay.studies;

import dev.assay.scaling.Bootstrap;
import dev.assay.scaling.ParametricLaw;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.List;

/** A bootstrap in bytes: how many laws, their E, A, B, α and β, and the scatter, as doubles. */
final class Resampled {
  private static final int PARAMETERS = 5;

  private Resampled() {}

  static byte[] bytes(Bootstrap bootstrap) {
    List<ParametricLaw> laws = bootstrap.laws();
    double[] scatter = bootstrap.scatter();
    ByteBuffer bytes =
        ByteBuffer.allocate((1 + PARAMETERS * laws.size() + scatter.length) * Double.BYTES);
    DoubleBuffer numbers = bytes.asDoubleBuffer();
    numbers.put(laws.size());
    for (ParametricLaw law : laws) {
      numbers.put(law.floorNats()).put(law.a()).put(law.b()).put(law.alpha()).put(law.beta());
    }
    numbers.put(scatter);
    return bytes.array();
  }

  static Bootstrap restored(ParametricLaw fitted, byte[] bytes) {
    DoubleBuffer numbers = ByteBuffer.wrap(bytes).asDoubleBuffer();
    int count = (int) numbers.get();
    List<ParametricLaw> laws = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      laws.add(
          new ParametricLaw(
              numbers.get(), numbers.get(), numbers.get(), numbers.get(), numbers.get()));
    }
    double[] scatter = new double[numbers.remaining()];
    numbers.get(scatter);
    return Bootstrap.restored(fitted, laws, scatter);
  }
}
