package dev.assay.ui.shell;

import com.vaadin.flow.component.applayout.AppLayout;
import com.vaadin.flow.component.applayout.DrawerToggle;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.contextmenu.MenuItem;
import com.vaadin.flow.component.dependency.JsModule;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Image;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.icon.Icon;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.menubar.MenuBar;
import com.vaadin.flow.component.menubar.MenuBarVariant;
import com.vaadin.flow.component.sidenav.SideNav;
import com.vaadin.flow.component.sidenav.SideNavItem;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import java.util.Set;

/** The frame: navigation at the left, on a narrow screen behind a button. */
@JsModule("context://elements/keys.js")
@AnonymousAllowed // each view says for itself who may see it
public class Shell extends AppLayout {
  private final CurrentAccount account;

  Shell(CurrentAccount account) {
    this.account = account;
    setPrimarySection(Section.DRAWER);
    DrawerToggle toggle = new DrawerToggle();
    toggle.setAriaLabel("Navigation");
    addToNavbar(toggle, brand());
    addToDrawer(brand(), navigation(), foot());
  }

  private static Div brand() {
    Div brand = new Div(new Image("icon.svg", ""), new Span("Assay"));
    brand.addClassName("brand");
    return brand;
  }

  private static SideNav navigation() {
    SideNav nav = new SideNav();
    nav.setLabel(null);
    nav.getElement().setAttribute("aria-label", "Main");
    nav.addItem(item("Home", "", VaadinIcon.HOME_O, "home"));
    SideNavItem experiments = item("Experiments", "experiments", VaadinIcon.FLASK, "experiments");
    experiments.setMatchNested(true);
    experiments.setPathAliases(Set.of("runs", "new-run")); // runs belong to experiments
    nav.addItem(experiments);
    SideNavItem models = item("Models", "models", VaadinIcon.CUBES, "models");
    models.setMatchNested(true);
    nav.addItem(models);
    return nav;
  }

  private static SideNavItem item(String label, String path, VaadinIcon icon, String key) {
    SideNavItem item = new SideNavItem(label, path, new Icon(icon));
    item.getElement().setAttribute("data-go", key);
    return item;
  }

  private Div foot() {
    Button keys = new Button("Keys", click -> new KeysDialog().open());
    keys.addThemeVariants(ButtonVariant.LUMO_TERTIARY, ButtonVariant.LUMO_SMALL);
    keys.getElement().setAttribute("data-keys", true);
    Div foot = new Div(userMenu(), keys);
    foot.addClassName("drawer-foot");
    return foot;
  }

  private MenuBar userMenu() {
    MenuBar menu = new MenuBar();
    menu.addThemeVariants(MenuBarVariant.LUMO_TERTIARY, MenuBarVariant.LUMO_SMALL);
    Div name = new Div(new Icon(VaadinIcon.USER), new Span(account.get().name()));
    name.addClassName("user-name");
    MenuItem user = menu.addItem(name);
    user.getElement().setAttribute("aria-label", "Signed in as " + account.get().name());
    user.getSubMenu().addItem("Sign out", click -> account.signOut());
    return menu;
  }
}
