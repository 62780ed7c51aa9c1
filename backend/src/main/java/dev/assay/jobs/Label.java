package dev.assay.jobs;

import dev.assay.problem.Problem;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/** The form of words by which jobs and agents find each other. */
final class Label {
  private static final int MOST = 50;
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/=-]{0,62}");

  private Label() {}

  static String require(String field, String label) {
    if (!FORM.matcher(label).matches()) {
      throw new Problem.Invalid(
          field,
          label,
          "it is 1 to 63 letters, digits and . _ : / = - and begins with a letter or digit");
    }
    return label;
  }

  /** Each once, in order. */
  static List<String> require(Collection<String> labels) {
    if (labels.size() > MOST) {
      throw new Problem.Invalid("labels", labels.size() + " labels", "there are at most " + MOST);
    }
    return labels.stream().map(l -> require("labels", l)).distinct().sorted().toList();
  }
}
