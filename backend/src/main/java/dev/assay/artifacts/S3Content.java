package dev.assay.artifacts;

import dev.assay.problem.Problem;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Content in a bucket: {@code PREFIX/ab/abcdef…}. It is staged on disk first, so an object is only
 * ever made under the digest that it has, and nothing is sent twice.
 */
final class S3Content implements ContentStore, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(S3Content.class);
  private static final int LETTERS_OF_FOLDER = 2;

  /** Larger content is sent in parts of this size: at most 10,000, 640 GB. */
  private static final long PART_BYTES = 64L << 20;

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private final S3Client s3;
  private final String bucket;
  private final String prefix;
  private final Pattern ours;
  private final Duration keepAbandoned;
  private final Clock clock;

  S3Content(ArtifactSettings.S3 settings, Duration keepAbandoned, Clock clock) {
    bucket = Objects.requireNonNull(settings.bucket());
    prefix = settings.prefix();
    ours = Pattern.compile(Pattern.quote(prefix) + "[0-9a-f]{2}/[0-9a-f]{64}");
    this.keepAbandoned = keepAbandoned;
    this.clock = clock;
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClientBuilder(
                UrlConnectionHttpClient.builder().connectionTimeout(CONNECT).socketTimeout(SILENCE))
            .region(Region.of(settings.region()))
            .forcePathStyle(settings.pathStyle())
            .credentialsProvider(credentials(settings))
            // the content has a better digest; not every server knows these
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
    if (settings.endpoint() != null) {
      builder.endpointOverride(settings.endpoint());
    }
    s3 = builder.build();
  }

  private static AwsCredentialsProvider credentials(ArtifactSettings.S3 settings) {
    return settings.accessKey() == null || settings.secretKey() == null
        ? DefaultCredentialsProvider.builder().build()
        : StaticCredentialsProvider.create(
            AwsBasicCredentials.create(settings.accessKey(), settings.secretKey()));
  }

  private String key(Sha256 sha256) {
    return prefix + sha256.hex().substring(0, LETTERS_OF_FOLDER) + "/" + sha256.hex();
  }

  @Override
  public void keep(Staged staged) throws IOException {
    String key = key(staged.sha256());
    ask(
        () -> {
          if (isThere(key, staged.bytes())) {
            return null;
          }
          if (staged.bytes() <= PART_BYTES) {
            s3.putObject(r -> r.bucket(bucket).key(key), body(staged, 0, staged.bytes()));
          } else {
            sendInParts(key, staged);
          }
          return null;
        });
  }

  private boolean isThere(String key, long bytes) {
    try {
      return s3.headObject(r -> r.bucket(bucket).key(key)).contentLength() == bytes;
    } catch (NoSuchKeyException e) {
      return false;
    }
  }

  /** A stretch of the file, which is read again when it has to be sent again. */
  private static RequestBody body(Staged staged, long from, long length) {
    return RequestBody.fromContentProvider(
        () -> {
          try {
            FileChannel file = FileChannel.open(staged.file(), StandardOpenOption.READ);
            return new LimitedStream(Channels.newInputStream(file.position(from)), length);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        length,
        "application/octet-stream");
  }

  /** It becomes an object when the last part is there. */
  private void sendInParts(String key, Staged staged) {
    String upload = s3.createMultipartUpload(r -> r.bucket(bucket).key(key)).uploadId();
    boolean done = false;
    try {
      List<CompletedPart> parts = new ArrayList<>();
      for (long from = 0; from < staged.bytes(); from += PART_BYTES) {
        int number = parts.size() + 1;
        RequestBody body = body(staged, from, Math.min(PART_BYTES, staged.bytes() - from));
        String tag =
            s3.uploadPart(r -> r.bucket(bucket).key(key).uploadId(upload).partNumber(number), body)
                .eTag();
        parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
      }
      s3.completeMultipartUpload(
          r -> r.bucket(bucket).key(key).uploadId(upload).multipartUpload(m -> m.parts(parts)));
      done = true;
    } finally {
      if (!done) {
        abort(key, upload);
      }
    }
  }

  private void abort(String key, String upload) {
    try {
      s3.abortMultipartUpload(r -> r.bucket(bucket).key(key).uploadId(upload));
    } catch (SdkException e) {
      log.debug("the upload of {} is left for the sweep", key, e);
    }
  }

  @Override
  public InputStream open(Sha256 sha256, long bytes, long from, long length) throws IOException {
    String range = "bytes=%d-%d".formatted(from, from + length - 1);
    return ask(
        () -> {
          try {
            ResponseInputStream<GetObjectResponse> object =
                s3.getObject(r -> r.bucket(bucket).key(key(sha256)).range(range));
            if (object.response().contentLength() != length) {
              object.abort();
              throw new CorruptContent(sha256, "its object is shorter than " + bytes + " bytes");
            }
            return new Abandonable(object);
          } catch (NoSuchKeyException e) {
            throw new CorruptContent(sha256, "its object is not there");
          }
        });
  }

  /** An object that is not read to its end is not drained, for that may take hours. */
  private static final class Abandonable extends FilterInputStream {
    private final ResponseInputStream<GetObjectResponse> object;
    private boolean ended;

    Abandonable(ResponseInputStream<GetObjectResponse> object) {
      super(object);
      this.object = object;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int n = super.read(bytes, offset, length);
      ended |= n < 0;
      return n;
    }

    @Override
    public void close() throws IOException {
      if (ended) {
        super.close();
      } else {
        object.abort();
      }
    }
  }

  @Override
  public void delete(Sha256 sha256) {
    ask(() -> s3.deleteObject(r -> r.bucket(bucket).key(key(sha256))));
  }

  @Override
  public boolean has(Sha256 sha256, long bytes) {
    return ask(() -> isThere(key(sha256), bytes));
  }

  /**
   * Aborts uploads of servers that ended in the middle of one. Others may use the bucket too: what
   * is not named like content is theirs.
   */
  @Override
  public void sweep() {
    Instant before = clock.instant().minus(keepAbandoned);
    ask(
        () -> {
          s3.listMultipartUploadsPaginator(r -> r.bucket(bucket).prefix(prefix)).uploads().stream()
              .filter(u -> u.initiated() != null && u.initiated().isBefore(before))
              .filter(u -> ours.matcher(u.key()).matches())
              .forEach((MultipartUpload u) -> abort(u.key(), u.uploadId()));
          return null;
        });
  }

  /**
   * @throws Problem.Unavailable when the store does not answer as it should
   */
  private <T extends @Nullable Object> T ask(Supplier<T> question) {
    try {
      return question.get();
    } catch (SdkException e) {
      String reason =
          e instanceof S3Exception s && s.awsErrorDetails() != null
              ? s.statusCode() + " " + s.awsErrorDetails().errorCode()
              : String.valueOf(e.getMessage());
      log.warn(
          "the artifact store (bucket {}) fails: {}",
          bucket,
          reason.lines().findFirst().orElse(""));
      throw new Problem.Unavailable(
          "the store of artifacts does not answer as it should; nothing of the request was kept");
    }
  }

  @Override
  public void close() {
    s3.close();
  }
}
