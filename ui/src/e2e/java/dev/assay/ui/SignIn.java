package dev.assay.ui;

import com.microsoft.playwright.Page;

/** Signs in as a person does, with the form. */
public final class SignIn {
  private SignIn() {}

  public static void as(Page page, String server, String name, String password) {
    page.navigate(server + "/");
    page.locator("input[name=username]").fill(name);
    page.locator("input[name=password]").fill(password);
    page.keyboard().press("Enter");
    page.locator("vaadin-app-layout").waitFor();
  }
}
