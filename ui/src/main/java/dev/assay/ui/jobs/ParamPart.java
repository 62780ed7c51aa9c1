package dev.assay.ui.jobs;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.details.Details;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** What asks for a param, or for several. */
interface ParamPart {
  Component component();

  String name();

  /** What is to be sent: empty when it is what it is by default. */
  Optional<JsonNode> given();

  /** The fields of it that are there. */
  Stream<ParamField> fields();

  /** To be opened when something in it is wrong. */
  void liesIn(Details details);
}
