package dev.assay.ui.shell;

import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.ErrorParameter;
import com.vaadin.flow.router.HasErrorParameter;
import com.vaadin.flow.router.ParentLayout;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import dev.assay.problem.Problem;

/** For the page of a run or an experiment that does not exist, or no longer does. */
@ParentLayout(Shell.class)
@AnonymousAllowed
class NoSuchThing extends ErrorPage implements HasErrorParameter<Problem.NotFound> {
  @Override
  public int setErrorParameter(BeforeEnterEvent event, ErrorParameter<Problem.NotFound> error) {
    say("Not found", Failures.message(error.getException()));
    return 404;
  }
}
