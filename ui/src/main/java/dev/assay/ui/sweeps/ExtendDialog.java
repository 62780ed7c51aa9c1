package dev.assay.ui.sweeps;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import dev.assay.problem.Problem;
import dev.assay.sweeps.Budget;
import dev.assay.sweeps.Sweep;
import dev.assay.ui.text.Sentences;
import java.util.function.Consumer;

/** Asks for a greater budget, and says what is wrong with it where it was typed. */
final class ExtendDialog extends Dialog {
  private final BudgetFields budget = new BudgetFields(() -> {});
  private final Div failure = new Div();
  private final Consumer<Budget> extend;

  /**
   * @param extend may throw a {@link Problem}, which is shown
   */
  ExtendDialog(Sweep sweep, Consumer<Budget> extend) {
    this.extend = extend;
    setHeaderTitle("Extend this sweep");
    setWidth("min(560px, 95vw)");
    failure.addClassName("failure");
    failure.getElement().setAttribute("role", "alert");
    failure.setVisible(false);
    budget.show(sweep.spec().budget());
    Paragraph what =
        new Paragraph(
            "The budget as a whole, with what is spent already. A sweep that has ended goes on.");
    what.addClassName("soft");
    add(failure, what, budget);
    Button done = new Button("Extend", _ -> submit());
    done.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    getFooter().add(new Button("Cancel", _ -> close()), done);
  }

  private void submit() {
    try {
      extend.accept(budget.budget());
      close();
    } catch (Problem refused) {
      failure.setText(Sentences.of(refused));
      failure.setVisible(true);
    }
  }
}
