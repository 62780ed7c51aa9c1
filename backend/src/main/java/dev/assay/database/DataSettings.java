package dev.assay.database;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the server keeps what it keeps.
 *
 * @param data the data folder
 * @param leastFreeSpace the server does not start with less space on that disk, e.g. {@code 500MB}
 */
@ConfigurationProperties("assay")
record DataSettings(
    @DefaultValue("data") String data, @DefaultValue("500MB") String leastFreeSpace) {}
