package dev.assay.ui.jobs;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.router.QueryParameters;
import dev.assay.ui.shell.CurrentAccount;
import dev.assay.ui.shell.PageActions;
import java.util.Map;

/** Leads to the form for a new run; not there for those who may only look. */
public class NewRunButton extends Button {
  public NewRunButton(CurrentAccount account) {
    this(account, Map.of());
  }

  /** For a run of a certain experiment. */
  public NewRunButton(CurrentAccount account, String experiment) {
    this(account, Map.of("experiment", experiment));
  }

  private NewRunButton(CurrentAccount account, Map<String, String> parameters) {
    super("New run");
    addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    setVisible(account.mayEdit());
    PageActions.offer(this, "New run", "n");
    addClickListener(
        click ->
            getUI().ifPresent(ui -> ui.navigate("new-run", QueryParameters.simple(parameters))));
  }
}
