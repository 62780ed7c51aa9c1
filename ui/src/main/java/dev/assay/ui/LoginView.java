package dev.assay.ui;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.Image;
import com.vaadin.flow.component.html.Main;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.login.LoginForm;
import com.vaadin.flow.component.login.LoginI18n;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import java.util.Map;

/**
 * The sign-in page. Its address tells what went wrong before: {@code ?error}, {@code ?limited},
 * {@code ?link}.
 */
@Route(value = LoginView.PATH, autoLayout = false)
@PageTitle("Sign in · Assay")
@AnonymousAllowed
class LoginView extends Main implements BeforeEnterObserver {
  static final String PATH = "login";
  static final String ERROR = "error";
  static final String LIMITED = "limited";

  private record Failure(String title, String message) {}

  private static final Map<String, Failure> FAILURES =
      Map.of(
          ERROR,
          new Failure("That did not match", "Check the user name and the password."),
          LIMITED,
          new Failure("Too many attempts", "Wait five minutes before you try again."),
          "link",
          new Failure(
              "This link does not work any more",
              "It signs in once only. Use your password, or the link that the server printed last."));

  private final LoginForm form = new LoginForm(words());

  LoginView() {
    addClassName("login");
    Image icon = new Image("icon.svg", "");
    Div brand = new Div(icon, new H1("Assay"));
    brand.addClassName("login-brand");
    form.setAction(PATH);
    form.setForgotPasswordButtonVisible(false);
    Div card =
        new Div(brand, new Paragraph("What the team tried, what worked, what to try next."), form);
    card.addClassName("login-card");
    add(card);
  }

  @Override
  public void beforeEnter(BeforeEnterEvent event) {
    Map<String, ?> parameters = event.getLocation().getQueryParameters().getParameters();
    FAILURES.forEach(
        (parameter, failure) -> {
          if (parameters.containsKey(parameter)) {
            form.showErrorMessage(failure.title(), failure.message());
          }
        });
  }

  private static LoginI18n words() {
    LoginI18n words = LoginI18n.createDefault();
    words.getForm().setTitle("");
    words.getForm().setUsername("User name");
    words.getForm().setSubmit("Sign in");
    words.getErrorMessage().setUsername("The user name is missing");
    words.getErrorMessage().setPassword("The password is missing");
    return words;
  }
}
