package dev.assay.ui.evaluations;

import com.vaadin.flow.component.combobox.ComboBox;
import dev.assay.evaluations.Evaluation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a class against the rest; when nobody chooses it is the positive one, of more than two
 * the one that is most probable.
 */
final class ClassField extends ComboBox<String> {
  private static final String TOP = "The top label";

  private final String standard;

  /**
   * @param wanted as an address has it; of no such class the standard one is chosen
   */
  ClassField(Evaluation of, String wanted) {
    super("Of");
    List<String> classes = of.classes();
    standard = of.isBinary() ? classes.getLast() : TOP;
    List<String> items = new ArrayList<>(of.isBinary() ? classes.reversed() : classes);
    if (!of.isBinary()) {
      items.addFirst(TOP);
    }
    setItems(items);
    setValue(classes.contains(wanted) ? wanted : standard);
  }

  /** Null for what is meant without a choice. */
  @Nullable String chosen() {
    @Nullable String value = getValue();
    return value == null || value.equals(standard) ? null : value;
  }

  /** The same for an address. */
  String word() {
    @Nullable String chosen = chosen();
    return chosen == null ? "" : chosen;
  }
}
