package dev.assay.ui.shell;

import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.ErrorParameter;
import com.vaadin.flow.router.HasErrorParameter;
import com.vaadin.flow.router.NotFoundException;
import com.vaadin.flow.router.ParentLayout;
import com.vaadin.flow.server.auth.AnonymousAllowed;

/** For an address that leads nowhere. */
@ParentLayout(Shell.class)
@AnonymousAllowed
class NoSuchPage extends ErrorPage implements HasErrorParameter<NotFoundException> {
  @Override
  public int setErrorParameter(BeforeEnterEvent event, ErrorParameter<NotFoundException> error) {
    say("Not found", "There is no page at /" + event.getLocation().getPath() + ".");
    return 404;
  }
}
