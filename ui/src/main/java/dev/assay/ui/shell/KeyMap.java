package dev.assay.ui.shell;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.JsModule;

/** The dialog that says which keys do what; elements/keys.js handles them. */
@Tag("assay-keys")
@JsModule("context://elements/keys.js")
@JsModule("context://elements/assay-keys.js")
class KeyMap extends Component {}
