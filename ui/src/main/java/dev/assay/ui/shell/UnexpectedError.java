package dev.assay.ui.shell;

import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.ErrorParameter;
import com.vaadin.flow.router.HasErrorParameter;
import com.vaadin.flow.router.ParentLayout;
import com.vaadin.flow.server.auth.AnonymousAllowed;

/** For a page that failed while it was made. */
@ParentLayout(Shell.class)
@AnonymousAllowed
class UnexpectedError extends ErrorPage implements HasErrorParameter<Exception> {
  @Override
  public int setErrorParameter(BeforeEnterEvent event, ErrorParameter<Exception> error) {
    say("This page could not be shown", Failures.message(error.getException()));
    return 500;
  }
}
