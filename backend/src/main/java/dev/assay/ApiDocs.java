package dev.assay;

import dev.assay.runs.ExperimentId;
import dev.assay.runs.RunId;
import java.util.Map;
import java.util.UUID;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.node.ObjectNode;

/** How types look in the description of the API that are no records of fields. */
@Configuration(proxyBeanMethods = false)
class ApiDocs {
  static {
    SpringDocUtils.getConfig()
        .replaceWithClass(ObjectNode.class, Map.class)
        .replaceWithClass(RunId.class, UUID.class)
        .replaceWithClass(ExperimentId.class, Long.class);
  }
}
