package dev.assay.artifacts;

import dev.assay.database.DataFolder;
import java.io.IOException;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ArtifactConfiguration {
  @Bean
  ContentStore contentStore(ArtifactSettings settings, DataFolder data, Clock clock)
      throws IOException {
    return switch (settings.store()) {
      case DISK -> new DiskContent(data);
      case S3 -> new S3Content(settings.s3(), settings.keepAbandoned(), clock);
    };
  }
}
