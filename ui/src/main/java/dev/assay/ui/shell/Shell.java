package dev.assay.ui.shell;

import com.vaadin.flow.component.HasElement;
import com.vaadin.flow.component.applayout.AppLayout;
import com.vaadin.flow.component.applayout.DrawerToggle;
import com.vaadin.flow.component.contextmenu.MenuItem;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Image;
import com.vaadin.flow.component.html.NativeButton;
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
@AnonymousAllowed // each view says for itself who may see it
public class Shell extends AppLayout {
  private static final String CONTENT = "content";

  private final CurrentAccount account;

  Shell(CurrentAccount account, Finder finder) {
    this.account = account;
    setPrimarySection(Section.DRAWER);
    DrawerToggle toggle = new DrawerToggle();
    toggle.setAriaLabel("Navigation");
    addToNavbar(toggle, brand(), search());
    addToDrawer(skip(), brand(), search(), navigation(), foot());
    getElement().appendChild(new Palette(finder).getElement(), new KeyMap().getElement());
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
    nav.addItem(item("Home", "", VaadinIcon.HOME_O, "h"));
    SideNavItem experiments = below("Experiments", "experiments", VaadinIcon.FLASK, "e");
    experiments.setPathAliases(Set.of("runs", "new-run", "compare")); // runs belong to experiments
    nav.addItem(experiments);
    nav.addItem(below("Models", "models", VaadinIcon.CUBES, "m"));
    nav.addItem(below("Evaluations", "evaluations", VaadinIcon.CHECK_CIRCLE_O, "v"));
    nav.addItem(below("Data sets", "datasets", VaadinIcon.DATABASE, "d"));
    nav.addItem(below("Sweeps", "sweeps", VaadinIcon.SLIDERS, "s"));
    nav.addItem(below("Scaling", "scaling", VaadinIcon.LINE_CHART, "l"));
    nav.addItem(item("Agents", "agents", VaadinIcon.SERVER, "a"));
    return nav;
  }

  /** It is marked on the pages below its own too. */
  private static SideNavItem below(String label, String path, VaadinIcon icon, String key) {
    SideNavItem item = item(label, path, icon, key);
    item.setMatchNested(true);
    return item;
  }

  /**
   * @param key leads there after a g
   */
  private static SideNavItem item(String label, String path, VaadinIcon icon, String key) {
    SideNavItem item = new SideNavItem(label, path, new Icon(icon));
    item.getElement().setAttribute("data-go", key);
    item.getElement().setAttribute("title", label); // the narrow navigation shows the icon alone
    return item;
  }

  /** For those who use the keyboard alone: past the navigation, to the page. */
  private static Anchor skip() {
    Anchor skip = new Anchor("#" + CONTENT, "Skip to the page");
    skip.addClassName("skip-link");
    skip.setRouterIgnore(true);
    return skip;
  }

  private static NativeButton search() {
    NativeButton search = new NativeButton();
    search.addClassName("search-button");
    search.add(new Icon(VaadinIcon.SEARCH), new Span("Search"));
    search.setTitle("Search, go anywhere, do anything  Ctrl K");
    search.setAriaLabel("Search");
    search
        .getElement()
        .executeJs("this.onclick = () => document.querySelector('assay-palette').open()");
    return search;
  }

  private Div foot() {
    NativeButton keys = new NativeButton("?");
    keys.addClassName("keys-button");
    keys.setTitle("Show the keys  ?");
    keys.setAriaLabel("Show the keys");
    keys.getElement().setAttribute("data-command", "Keys");
    keys.getElement().executeJs("this.onclick = () => document.querySelector('assay-keys').open()");
    Div foot = new Div(userMenu(), keys, new Looks());
    foot.addClassName("drawer-foot");
    return foot;
  }

  private MenuBar userMenu() {
    MenuBar menu = new MenuBar();
    menu.addThemeVariants(MenuBarVariant.LUMO_TERTIARY, MenuBarVariant.LUMO_SMALL);
    Span signedIn = new Span("Signed in as ");
    signedIn.addClassName("unseen");
    Div name = new Div(new Icon(VaadinIcon.USER), signedIn, new Span(account.get().name()));
    name.addClassName("user-name");
    MenuItem user = menu.addItem(name);
    user.getElement().setAttribute("title", "Signed in as " + account.get().name());
    user.getSubMenu().addItem("Sign out", click -> account.signOut());
    return menu;
  }

  @Override
  public void showRouterLayoutContent(HasElement content) {
    super.showRouterLayoutContent(content);
    content.getElement().setAttribute("id", CONTENT);
    content.getElement().setAttribute("role", "main");
    content.getElement().setAttribute("tabindex", "-1");
  }
}
