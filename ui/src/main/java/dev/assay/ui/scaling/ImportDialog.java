package dev.assay.ui.scaling;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import dev.assay.problem.Problem;
import dev.assay.problem.Problem.Violation;
import dev.assay.ui.text.Sentences;
import java.util.List;
import java.util.function.Consumer;

/** Asks for points that were not recorded here. */
final class ImportDialog extends Dialog {
  private final CsvField csv = new CsvField(() -> {});
  private final Consumer<String> take;

  /**
   * @param take may throw a {@link Problem}, which is shown
   */
  ImportDialog(Consumer<String> take) {
    this.take = take;
    setHeaderTitle("Import points");
    setWidth("min(640px, 95vw)");
    add(csv);
    Button done = new Button("Import", _ -> submit());
    done.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    getFooter().add(new Button("Cancel", _ -> close()), done);
  }

  private void submit() {
    try {
      take.accept(csv.csv());
      close();
    } catch (Problem.Invalid refused) {
      csv.refuse(refused.violations());
    } catch (Problem refused) {
      csv.refuse(List.of(new Violation("The file", "refused", Sentences.of(refused))));
    }
  }
}
