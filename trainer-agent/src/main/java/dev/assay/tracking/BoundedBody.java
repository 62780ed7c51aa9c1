package dev.assay.tracking;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** Passes on the content of an answer as long as it is no longer than was announced. */
final class BoundedBody implements BodySubscriber<Path> {

  private final BodySubscriber<Path> target;
  private final long most;
  private long left;
  private @Nullable Subscription source;

  /**
   * @param bytes of the content at most; more fails with {@link TooLong}
   */
  BoundedBody(BodySubscriber<Path> target, long bytes) {
    this.target = target;
    this.most = bytes;
    this.left = bytes;
  }

  /** What comes is another content than the one that was listed. */
  static final class TooLong extends RuntimeException {
    TooLong(long bytes) {
      super("more than " + bytes + " bytes");
    }
  }

  @Override
  public CompletionStage<Path> getBody() {
    return target.getBody();
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    source = subscription;
    target.onSubscribe(subscription);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    if (left < 0) {
      return; // what was on its way when the source was told to end
    }
    for (ByteBuffer buffer : buffers) {
      left -= buffer.remaining();
    }
    if (left >= 0) {
      target.onNext(buffers);
      return;
    }
    if (source != null) {
      source.cancel();
    }
    target.onError(new TooLong(most));
  }

  @Override
  public void onError(Throwable trouble) {
    if (left >= 0) {
      target.onError(trouble);
    }
  }

  @Override
  public void onComplete() {
    if (left >= 0) {
      target.onComplete();
    }
  }
}
