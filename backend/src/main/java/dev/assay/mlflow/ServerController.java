package dev.assay.mlflow;

import io.swagger.v3.oas.annotations.Hidden;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What clients ask a server about itself. */
@Hidden
@RestController
class ServerController {
  /** The release of MLflow whose server this one does as. */
  private static final String VERSION = "3.17.2";

  @GetMapping(path = "/version", produces = MediaType.TEXT_PLAIN_VALUE)
  String version() {
    return VERSION;
  }

  @GetMapping({"/api/3.0/mlflow/server-info", "/ajax-api/3.0/mlflow/server-info"})
  Map<String, Object> info() {
    return Map.of(
        "store_type", "SqlStore",
        "workspaces_enabled", false,
        "trace_archival_enabled", false,
        "multipart_uploads_enabled", false,
        "multipart_downloads_enabled", false);
  }
}
