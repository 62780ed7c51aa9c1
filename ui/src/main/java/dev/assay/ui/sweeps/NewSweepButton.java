package dev.assay.ui.sweeps;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import dev.assay.ui.parts.SweepLink;
import dev.assay.ui.shell.CurrentAccount;
import dev.assay.ui.shell.PageActions;

/** Leads to the form for a new sweep; not there for those who may only look. */
class NewSweepButton extends Button {
  NewSweepButton(CurrentAccount account) {
    super("New sweep");
    addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    setVisible(account.mayEdit());
    PageActions.offer(this, "New sweep", "n");
    addClickListener(_ -> getUI().ifPresent(ui -> ui.navigate(SweepLink.NEW)));
  }
}
