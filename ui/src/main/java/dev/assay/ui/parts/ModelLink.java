package dev.assay.ui.parts;

import com.vaadin.flow.component.html.Anchor;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** A registered model's name; leads to its page. */
public class ModelLink extends Anchor {
  public ModelLink(String model) {
    super(path(model), model);
  }

  /** The address of a model's page: names may have characters that a path may not. */
  public static String path(String model) {
    return "models/registered?name=" + URLEncoder.encode(model, StandardCharsets.UTF_8);
  }
}
