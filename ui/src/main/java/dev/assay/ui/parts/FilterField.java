package dev.assay.ui.parts;

import com.vaadin.flow.component.icon.Icon;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.data.value.ValueChangeMode;

/** Where one types what to look for; the key / leads here. */
public class FilterField extends TextField {
  public FilterField(String what) {
    setPlaceholder(what);
    setAriaLabel(what);
    setPrefixComponent(new Icon(VaadinIcon.SEARCH));
    setClearButtonVisible(true);
    setValueChangeMode(ValueChangeMode.LAZY);
    getElement().setAttribute("data-filter", true);
    addClassName("filter");
  }
}
