package dev.assay.ui.evaluations;

import com.vaadin.flow.router.QueryParameters;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What an address says of a tab; what it has wrong is left out. */
record Settings(QueryParameters parameters) {
  /** Empty when it does not say. */
  String get(String name) {
    return parameters.getSingleParameter(name).orElse("");
  }

  /** Words with commas between them. */
  List<String> all(String name) {
    return Arrays.stream(get(name).split(",", -1)).filter(word -> !word.isBlank()).toList();
  }

  double number(String name, double otherwise) {
    try {
      double value = Double.parseDouble(get(name));
      return Double.isFinite(value) ? value : otherwise;
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  /** A word of an enum, in small letters. */
  <E extends Enum<E>> E word(String name, E otherwise) {
    return Arrays.stream(otherwise.getDeclaringClass().getEnumConstants())
        .filter(constant -> word(constant).equals(get(name)))
        .findFirst()
        .orElse(otherwise);
  }

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** Empty for what is meant when an address does not say. */
  static String wordUnless(Enum<?> constant, Enum<?> otherwise) {
    return constant == otherwise ? "" : word(constant);
  }
}
