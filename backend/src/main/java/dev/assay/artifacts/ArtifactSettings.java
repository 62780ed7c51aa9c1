package dev.assay.artifacts;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Where artifacts are kept, and how much of them.
 *
 * @param store disk is the data folder
 * @param largest the largest single artifact
 * @param mostBytes of all content, each counted once; null is as much as there is room for
 * @param mostBytesPerExperiment of all artifacts of an experiment, each counted in full; null is
 *     any number
 * @param keepUnreferenced how long content is kept that no artifact refers to
 * @param keepAbandoned how long an upload is kept to which nothing is added
 * @param partAddressTtl how long after an upload has begun its address for parts is good
 */
@ConfigurationProperties("assay.artifacts")
record ArtifactSettings(
    @DefaultValue("disk") Store store,
    @DefaultValue("100GB") DataSize largest,
    @Nullable DataSize mostBytes,
    @Nullable DataSize mostBytesPerExperiment,
    @DefaultValue("1h") Duration keepUnreferenced,
    @DefaultValue("1d") Duration keepAbandoned,
    @DefaultValue("1d") Duration partAddressTtl,
    @DefaultValue S3 s3) {
  enum Store {
    DISK,
    S3
  }

  /**
   * A bucket.
   *
   * @param endpoint null for that of AWS
   * @param pathStyle the bucket is in the path, as many servers that are not AWS want it
   * @param prefix before the name of each object, e.g. {@code assay/}
   * @param accessKey null for what the environment says, as the AWS SDK looks it up
   */
  record S3(
      @Nullable String bucket,
      @Nullable URI endpoint,
      @DefaultValue("us-east-1") String region,
      boolean pathStyle,
      @DefaultValue("") String prefix,
      @Nullable String accessKey,
      @Nullable String secretKey) {
    S3 {
      if ((accessKey == null) != (secretKey == null)) {
        throw new IllegalArgumentException(
            "assay.artifacts.s3.access-key and secret-key are set both or neither");
      }
    }

    @Override
    public String toString() {
      return "S3[bucket=%s, endpoint=%s, region=%s]".formatted(bucket, endpoint, region);
    }
  }

  ArtifactSettings {
    require("largest", largest.toBytes() >= 1, "at least 1B");
    require("keep-unreferenced", keepUnreferenced.toMinutes() >= 1, "at least 1m");
    require("keep-abandoned", keepAbandoned.toMinutes() >= 1, "at least 1m");
    require("part-address-ttl", partAddressTtl.toMinutes() >= 1, "at least 1m");
    require(
        "s3.bucket",
        store != Store.S3 || (s3.bucket() != null && !s3.bucket().isBlank()),
        "set when assay.artifacts.store is s3");
  }

  private static void require(String name, boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException("assay.artifacts.%s is %s".formatted(name, rule));
    }
  }
}
