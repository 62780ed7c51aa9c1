package dev.assay.importance;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.tribuo.Example;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.MutableDataset;
import org.tribuo.common.tree.LeafNode;
import org.tribuo.common.tree.Node;
import org.tribuo.common.tree.RandomForestTrainer;
import org.tribuo.common.tree.SplitNode;
import org.tribuo.common.tree.TreeModel;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.ensemble.AveragingCombiner;
import org.tribuo.regression.rtree.CARTJointRegressionTrainer;
import org.tribuo.regression.rtree.impurity.MeanSquaredError;

/**
 * A random forest that predicts a number: trees grown to the end on bootstrap samples, each split
 * chosen among half of the columns, a prediction is the mean over the trees (Breiman 2001, "Random
 * Forests"). Tribuo grows the trees; here they are kept as arrays, for permutation importance asks
 * for hundreds of thousands of predictions.
 *
 * <p>Shapes: x is (N runs, C columns), y is (N).
 */
final class Forest {
  private static final float SHARE_OF_COLUMNS = 0.5f;

  /** Tribuo takes a share of all columns for no share at all. */
  private static final float OF_ONE_COLUMN = 0.999f;

  private static final RegressionFactory FACTORY = new RegressionFactory();
  private static final String TARGET = "y";

  /** Held here, for a logger that nobody holds forgets its level. */
  private static final Logger TRIBUO = Logger.getLogger("org.tribuo");

  static {
    TRIBUO.setLevel(Level.WARNING); // it tells of every tree
  }

  private final List<Tree> trees = new ArrayList<>();

  /** Grows more trees. */
  void grow(int howMany, double[][] x, double[] y, long seed) {
    int columns = x[0].length;
    float share = columns == 1 ? OF_ONE_COLUMN : SHARE_OF_COLUMNS;
    CARTJointRegressionTrainer one =
        new CARTJointRegressionTrainer(
            Integer.MAX_VALUE, 1, 0, share, false, new MeanSquaredError(), false, seed);
    RandomForestTrainer<Regressor> all =
        new RandomForestTrainer<>(one, new AveragingCombiner(), howMany, seed);
    for (Object model : all.train(dataset(x, y)).getModels()) {
      @SuppressWarnings("unchecked") // a trainer of trees for regressors makes no others
      TreeModel<Regressor> tree = (TreeModel<Regressor>) model;
      trees.add(Tree.of(tree));
    }
  }

  private static MutableDataset<Regressor> dataset(double[][] x, double[] y) {
    String[] names = new String[x[0].length];
    for (int c = 0; c < names.length; c++) {
      names[c] = "c%06d".formatted(c); // Tribuo sorts them
    }
    List<Example<Regressor>> examples = new ArrayList<>(y.length);
    for (int i = 0; i < y.length; i++) {
      examples.add(new ArrayExample<>(new Regressor(TARGET, y[i]), names, x[i]));
    }
    return new MutableDataset<>(examples, new SimpleDataSourceProvenance("runs", FACTORY), FACTORY);
  }

  /** What is expected at one row of columns. */
  double predict(double[] x) {
    double sum = 0;
    for (Tree tree : trees) {
      sum += tree.predict(x);
    }
    return sum / trees.size();
  }

  /**
   * Node i is a leaf that predicts value[i], or sends what has x[column[i]] &gt; value[i] to node
   * greater[i] and all else to node i + 1.
   */
  private static final class Tree {
    private static final int LEAF = -1;

    private final int[] column;
    private final double[] value;
    private final int[] greater;
    private int size;

    private Tree(int nodes) {
      column = new int[nodes];
      value = new double[nodes];
      greater = new int[nodes];
    }

    static Tree of(TreeModel<Regressor> model) {
      Tree tree = new Tree(model.countNodes(model.getRoot()));
      tree.add(model.getRoot(), model.getFeatureIDMap());
      return tree;
    }

    private void add(Node<Regressor> node, ImmutableFeatureMap names) {
      int at = size++;
      if (node instanceof SplitNode<Regressor> split) {
        column[at] = Integer.parseInt(names.get(split.getFeatureID()).getName().substring(1));
        value[at] = split.splitValue();
        add(split.getLessThanOrEqual(), names);
        greater[at] = size;
        add(split.getGreaterThan(), names);
      } else if (node instanceof LeafNode<Regressor> leaf) {
        column[at] = LEAF;
        value[at] = leaf.getOutput().getValues()[0];
      } else {
        throw new IllegalStateException("a tree has splits and leaves, not " + node);
      }
    }

    double predict(double[] x) {
      int at = 0;
      while (column[at] != LEAF) {
        at = x[column[at]] > value[at] ? greater[at] : at + 1;
      }
      return value[at];
    }
  }
}
