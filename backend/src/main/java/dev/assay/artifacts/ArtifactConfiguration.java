package dev.assay.artifacts;

import dev.assay.database.DataFolder;
import java.io.IOException;
import java.time.Clock;
import org.apache.coyote.ContinueResponseTiming;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.springframework.boot.tomcat.TomcatConnectorCustomizer;
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

  /** Whoever asks first whether a large body is wanted gets a refusal before it is sent. */
  @Bean
  TomcatConnectorCustomizer bodiesAreWaitedForUntilTheyAreRead() {
    return connector -> {
      if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
        http.setContinueResponseTiming(ContinueResponseTiming.ON_REQUEST_BODY_READ.toString());
      }
    };
  }
}
