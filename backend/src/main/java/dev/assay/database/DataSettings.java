package dev.assay.database;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Where the server keeps what it keeps.
 *
 * @param data the data folder
 * @param leastFreeSpace the server does not start with less space on that disk, e.g. {@code 500MB};
 *     while there is less later, it takes nothing into an embedded database
 */
@ConfigurationProperties("assay")
record DataSettings(
    @DefaultValue("data") String data, @DefaultValue("500MB") String leastFreeSpace) {
  long leastFreeBytes() {
    return DataSize.parse(leastFreeSpace).toBytes();
  }
}
