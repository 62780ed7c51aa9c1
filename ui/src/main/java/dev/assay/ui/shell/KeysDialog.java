package dev.assay.ui.shell;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.DescriptionList;
import com.vaadin.flow.component.html.Span;
import java.util.stream.Stream;

/** Which keys do what; elements/keys.js handles them. */
class KeysDialog extends Dialog {
  KeysDialog() {
    setHeaderTitle("Keys");
    DescriptionList keys = new DescriptionList();
    keys.addClassName("keys");
    add(keys, "/", "Search or filter this page");
    add(keys, "g h", "Go to Home");
    add(keys, "g e", "Go to Experiments");
    add(keys, "g m", "Go to Models");
    add(keys, "↑ ↓", "Move in a list");
    add(keys, "?", "Show these keys");
    add(keys);
    getFooter().add(new Button("Close", click -> close()));
  }

  private static void add(DescriptionList list, String keys, String what) {
    DescriptionList.Term term = new DescriptionList.Term();
    Stream.of(keys.split(" ")).map(Span::new).forEach(term::add);
    list.add(term, new DescriptionList.Description(what));
  }
}
