package dev.assay.ui;

import com.vaadin.flow.component.dependency.StyleSheet;
import com.vaadin.flow.component.page.AppShellConfigurator;
import com.vaadin.flow.component.page.ColorScheme;
import com.vaadin.flow.component.page.Inline;
import com.vaadin.flow.component.page.Push;
import com.vaadin.flow.server.AppShellSettings;
import com.vaadin.flow.theme.lumo.Lumo;
import dev.assay.ui.shell.Connection;
import dev.assay.ui.shell.Looks;

/**
 * The page that holds everything: styles, push, title and icon; light or dark as the system is,
 * until somebody chooses.
 */
@Push
@ColorScheme(ColorScheme.Value.SYSTEM)
@StyleSheet(Lumo.STYLESHEET)
@StyleSheet(Lumo.COMPACT_STYLESHEET)
@StyleSheet("context://palette.css")
@StyleSheet("context://app.css")
@StyleSheet("context://workspace.css")
@StyleSheet("context://charts/tools.css")
@StyleSheet("context://run.css")
@StyleSheet("context://home.css")
@StyleSheet("context://compare.css")
@StyleSheet("context://sweeps.css")
@StyleSheet("context://scaling.css")
@StyleSheet("context://evaluations.css")
public class AppShell implements AppShellConfigurator {
  @Override
  public void configurePage(AppShellSettings settings) {
    settings.setPageTitle("Assay");
    settings.addFavIcon("icon", "icon.svg", "any");
    settings.addInlineWithContents(
        Inline.Position.PREPEND, Looks.BEFORE_ANYTHING_IS_DRAWN, Inline.Wrapping.JAVASCRIPT);
    settings.addInlineWithContents(
        Inline.Position.PREPEND, Connection.WATCH, Inline.Wrapping.JAVASCRIPT);
    settings.addMetaTag("description", "What the team tried, what worked, what to try next");
  }
}
