package dev.assay.ui.parts;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Where a registered model is shown. */
public final class ModelLink {
  private ModelLink() {}

  /** The address of a model's page: names may have characters that a path may not. */
  public static String path(String model) {
    return "models/registered?name=" + URLEncoder.encode(model, StandardCharsets.UTF_8);
  }
}
