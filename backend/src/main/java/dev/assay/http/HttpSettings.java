package dev.assay.http;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How requests are read.
 *
 * @param bodiesInFlight bytes of all bodies of points and log lines that are being read or stored,
 *     decompressed; more are answered with 429
 */
@ConfigurationProperties("assay.http")
record HttpSettings(@DefaultValue("128MB") DataSize bodiesInFlight) {
  HttpSettings {
    if (bodiesInFlight.toMegabytes() < 1 || bodiesInFlight.toMegabytes() > 65_536) {
      throw new IllegalArgumentException(
          "assay.http.bodies-in-flight is %s; it is 1MB to 64GB".formatted(bodiesInFlight));
    }
  }
}
