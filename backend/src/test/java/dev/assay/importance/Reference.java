package dev.assay.importance;

import dev.assay.runs.Params;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * 400 runs of which it is known what their loss is made of: mostly of the optimizer and the width,
 * in a curve of the learning rate, little of dropout, nothing of the seed. Made with NumPy 2.4.6:
 *
 * <pre>{@code
 * rng = np.random.default_rng(7); n = 400
 * lr = 10 ** rng.uniform(-5, -2, n); width = rng.choice([64, 128, 256, 512], n)
 * dropout = rng.uniform(0, 0.5, n); optimizer = rng.choice(["adam", "sgd", "lion"], n)
 * seed = rng.integers(0, 1000, n)
 * loss = (0.5 * (np.log10(lr) + 3.5) ** 2 - 0.3 * np.log2(width / 64)
 *     + np.select([optimizer == "sgd", optimizer == "lion"], [0.8, 0.1], 0)
 *     + 0.6 * dropout + 0.1 * rng.normal(size=n))
 * }</pre>
 */
final class Reference {
  static final Target LOSS = new Target("val/loss", Target.Part.LAST);

  private Reference() {}

  static ParamTable table() {
    try (InputStream file =
        Objects.requireNonNull(Reference.class.getResourceAsStream("/importance/reference.csv"))) {
      List<String> lines = new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      List<String> names = List.of(lines.getFirst().split(","));
      ParamValues.Builder params = new ParamValues.Builder(lines.size() - 1, 100);
      double[] loss = new double[lines.size() - 1];
      for (int run = 0; run < loss.length; run++) {
        String[] cells = lines.get(run + 1).split(",");
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        for (int c = 0; c < names.size() - 1; c++) {
          tree.put(names.get(c), cells[c]);
        }
        params.add(run, new Params(tree));
        loss[run] = Double.parseDouble(cells[names.size() - 1]);
      }
      return new ParamTable(LOSS, params.build(loss.length), loss, 0, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
