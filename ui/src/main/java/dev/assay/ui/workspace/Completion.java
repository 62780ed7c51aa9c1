package dev.assay.ui.workspace;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.dependency.JsModule;
import dev.assay.query.Operand;
import dev.assay.query.RunSearch;
import dev.assay.runs.RunStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Completes the word of a filter that is being typed; elements/assay-completion.js does it in the
 * text field that stands in front.
 */
@Tag("assay-completion")
@JsModule("context://elements/assay-completion.js")
public class Completion extends Component {
  private static final int MOST_WORDS = 6000;

  public void offer(Known known) {
    List<String> words = new ArrayList<>(RunSearch.ATTRIBUTES);
    known.metrics().forEach(name -> words.add(words(Operand.Kind.METRIC, name)));
    known.params().keySet().stream()
        .sorted()
        .forEach(name -> words.add(words(Operand.Kind.PARAM, name)));
    known.tags().forEach(name -> words.add(words(Operand.Kind.TAG, name)));
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    words.stream().limit(MOST_WORDS).forEach(all::add);
    getElement().setPropertyJson("words", all);
    ArrayNode statuses = JsonNodeFactory.instance.arrayNode();
    Stream.of(RunStatus.values())
        .map(status -> "'" + status.name().toLowerCase(Locale.ROOT) + "'")
        .forEach(statuses::add);
    getElement().setPropertyJson("statuses", statuses);
  }

  private static String words(Operand.Kind kind, String name) {
    return Operand.of(kind, name).inWords();
  }
}
