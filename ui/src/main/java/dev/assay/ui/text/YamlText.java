package dev.assay.ui.text;

import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;
import tools.jackson.databind.JsonNode;

/** JSON as YAML that readers of version 1.1 and of 1.2 understand alike. */
public final class YamlText {
  /** Texts that one version takes for numbers and the other does not. */
  private static final Pattern NUMBER_SOMEWHERE =
      Pattern.compile("[-+]?(?:\\.?[0-9][0-9_.]*(?:[eE][-+]?[0-9]+)?|0o[0-7]+|[0-9][0-9_:.]*)");

  private static final int GREATEST_PLAIN = 15;

  private YamlText() {}

  public static String of(JsonNode tree) {
    var options = new DumperOptions();
    options.setDefaultFlowStyle(FlowStyle.BLOCK);
    options.setSplitLines(false);
    options.setIndent(2);
    options.setIndicatorIndent(2);
    options.setIndentWithIndicator(true);
    var resolver = new Resolver();
    resolver.addImplicitResolver(Tag.FLOAT, NUMBER_SOMEWHERE, "-+.0123456789");
    var yaml =
        new Yaml(
            new SafeConstructor(new LoaderOptions()),
            new Representer(options),
            options,
            new LoaderOptions(),
            resolver);
    var out = new StringWriter();
    yaml.serialize(node(tree), out);
    return out.toString();
  }

  private static Node node(JsonNode value) {
    if (value.isObject()) {
      List<NodeTuple> entries =
          value.properties().stream()
              .map(e -> new NodeTuple(text(e.getKey(), false), node(e.getValue())))
              .toList();
      return new MappingNode(Tag.MAP, entries, flow(entries.isEmpty()));
    }
    if (value.isArray()) {
      List<Node> items = value.valueStream().map(YamlText::node).toList();
      boolean brief = value.valueStream().noneMatch(JsonNode::isContainer);
      return new SequenceNode(Tag.SEQ, items, flow(brief));
    }
    if (value.isString()) {
      return text(value.stringValue(), true);
    }
    if (value.isIntegralNumber()) {
      return plain(Tag.INT, value.asString());
    }
    if (value.isNumber()) {
      return plain(Tag.FLOAT, number(value));
    }
    return plain(
        value.isBoolean() ? Tag.BOOL : Tag.NULL, value.isBoolean() ? value.asString() : "null");
  }

  private static FlowStyle flow(boolean inline) {
    return inline ? FlowStyle.FLOW : FlowStyle.BLOCK;
  }

  private static Node plain(Tag tag, String text) {
    return new ScalarNode(tag, text, null, null, ScalarStyle.PLAIN);
  }

  private static Node text(String text, boolean block) {
    boolean printable = StreamReader.isPrintable(text);
    ScalarStyle style =
        !printable
            ? ScalarStyle.DOUBLE_QUOTED
            : block && text.indexOf('\n') >= 0 ? ScalarStyle.LITERAL : ScalarStyle.PLAIN;
    return new ScalarNode(Tag.STR, text, null, null, style);
  }

  /** With a point and a signed exponent: otherwise version 1.1 takes it for text. */
  private static String number(JsonNode value) {
    double number = value.doubleValue();
    if (!Double.isFinite(number)) {
      return Double.isNaN(number) ? ".nan" : number > 0 ? ".inf" : "-.inf";
    }
    BigDecimal exact = value.decimalValue().stripTrailingZeros();
    int exponent = exact.precision() - exact.scale() - 1;
    if (exponent < -5 || exponent > GREATEST_PLAIN) {
      String digits = exact.unscaledValue().abs().toString();
      String sign = exact.signum() < 0 ? "-" : "";
      String rest = digits.length() > 1 ? digits.substring(1) : "0";
      return "%s%s.%se%+d".formatted(sign, digits.charAt(0), rest, exponent);
    }
    String text = exact.toPlainString();
    return text.indexOf('.') < 0 ? text + ".0" : text;
  }
}
