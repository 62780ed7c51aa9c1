package dev.assay.ui.run;

import com.vaadin.flow.component.ClickEvent;
import com.vaadin.flow.component.ComponentUtil;
import com.vaadin.flow.component.contextmenu.MenuItem;
import com.vaadin.flow.component.menubar.MenuBar;

/** Chooses from the menu of a run as a click does. */
final class Menus {
  private Menus() {}

  static void choose(MenuBar menu, String label) {
    MenuItem item =
        menu.getItems().getFirst().getSubMenu().getItems().stream()
            .filter(i -> i.isVisible() && i.isEnabled() && i.getText().equals(label))
            .findFirst()
            .orElseThrow();
    ComponentUtil.fireEvent(item, new ClickEvent<>(item));
  }
}
