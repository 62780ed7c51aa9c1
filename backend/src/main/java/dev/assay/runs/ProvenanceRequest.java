package dev.assay.runs;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a client says of code, command and machine; what it does not say is left out. */
@Schema(
    example =
        """
        {"code": {"repository": "git@host:team/gpt", "commit": "4eab108", "branch": "main",
           "dirty": true, "diff": "- lr = 0.1\\n+ lr = 0.2", "entryPoint": "train.py"},
         "command": ["python", "train.py", "--lr", "0.2"], "host": "gpu-1",
         "environment": {"devices": ["A100"], "libraries": {"torch": "2.7.1"}}}
        """)
record ProvenanceRequest(
    Provenance.@Nullable Code code,
    @Nullable List<@NotNull String> command,
    @Nullable String host,
    @Nullable ObjectNode environment) {
  Provenance provenance() {
    return new Provenance(
        code == null ? Provenance.Code.UNKNOWN : code,
        command == null ? List.of() : command,
        host,
        environment == null ? JsonNodeFactory.instance.objectNode() : environment);
  }
}
