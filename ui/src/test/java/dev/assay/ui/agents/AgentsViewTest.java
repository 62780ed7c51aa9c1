package dev.assay.ui.agents;

import static org.assertj.core.api.Assertions.assertThat;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.grid.Grid;
import dev.assay.TestApi;
import dev.assay.team.Role;
import dev.assay.ui.SignedInAs;
import dev.assay.ui.ViewTest;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class AgentsViewTest extends ViewTest {
  private void queue(String name, int priority) {
    api.post(
        "/api/v1/jobs",
        "{\"recipe\":\"pretrain\",\"experiment\":\"gpt\",\"name\":\"%s\",\"priority\":%d,\"params\":{}}"
            .formatted(name, priority));
  }

  @Test
  void without_agents_it_says_how_one_is_started() {
    open("agents");
    assertThat(seen()).contains("No agent has registered yet", "./assay agent", "Nothing waits.");
  }

  @Test
  void an_agent_stands_there_with_what_it_computes_with() {
    api.post("/api/v1/agents", TestApi.golden("agent-register.request.json"));
    open("agents");
    AgentGrid grid = $(AgentGrid.class).single();
    assertThat(test(grid).size()).isEqualTo(1);
    assertThat(seen()).doesNotContain("No agent has registered yet");
  }

  @Test
  void the_queue_stands_in_the_order_in_which_it_is_given_out() {
    queue("first", 0);
    queue("urgent", 5);
    queue("second", 0);
    open("agents");
    assertThat(seen()).contains("3 jobs wait for an agent, 0 paused");
    QueueList queue = $(QueueList.class).single();
    Grid<?> grid = $(Grid.class, queue).single();
    assertThat(test(grid).size()).isEqualTo(3);
    assertThat(((AgentsReader.Waiting) test(grid).getRow(0)).job().priority()).isEqualTo(5);
    assertThat(Objects.requireNonNull(((AgentsReader.Waiting) test(grid).getRow(1)).run()).name())
        .isEqualTo("first");
  }

  @Test
  @SignedInAs(Role.VIEWER)
  void a_viewer_cancels_nothing() {
    queue("first", 0);
    open("agents");
    assertThat($(Button.class).withText("Cancel").all()).isEmpty();
  }
}
