package dev.assay.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class CommandParamsTest {

  private static CommandParams parse(String json) {
    return CommandParams.parse((ObjectNode) new JsonMapper().readTree(json));
  }

  @Test
  void numbers_and_booleans_become_text() {
    CommandParams params =
        parse("{'command': ['a'], 'environment': {'B': 1e-3, 'A': true}}".replace('\'', '"'));
    assertThat(params.environment()).containsEntry("B", "0.001").containsEntry("A", "true");
    assertThat(params.tree().toString())
        .isEqualTo(
            "{'command':['a'],'environment':{'A':'true','B':'0.001'},'directory':null}"
                .replace('\'', '"'));
  }

  @Test
  void everything_that_is_wrong_is_said_at_once() {
    String wrong =
        "{'comand': ['a'], 'environment': {'1X': 'a', 'MLFLOW_RUN_ID': 'b', 'L': []}, 'directory': 3}";
    assertThatThrownBy(() -> parse(wrong.replace('\'', '"')))
        .hasMessage(
            "comand is [\"a\"]; there is no such param; did you mean command?. command is missing;"
                + " must be the program and its arguments, a list of texts. environment.1X is"
                + " \"a\"; a variable's name has letters, digits and _. environment.MLFLOW_RUN_ID"
                + " is \"b\"; the agent sets this variable. environment.L is []; must be a text, a"
                + " number, true or false. directory is 3; must be a text or null");
  }
}
