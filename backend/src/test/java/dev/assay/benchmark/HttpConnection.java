package dev.assay.benchmark;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A client on a connection that it keeps: sends a request, reads the answer, sends the next. Knows
 * as much of HTTP/1.1 as the answers to metric batches need.
 */
final class HttpConnection implements AutoCloseable {
  private static final int LONGEST_ANSWER = 1 << 14;

  /** Takes in what has been acknowledged. */
  interface Acknowledged {
    void add(int points, long nanos);
  }

  private final InetSocketAddress server;
  private final Selector selector;
  private SelectionKey key;
  private final ByteBuffer answer = ByteBuffer.allocate(LONGEST_ANSWER);
  private final List<HttpTemplate> templates;
  private int template = -1;
  private ByteBuffer request = ByteBuffer.allocate(0);
  private long started;
  private long retryAt;
  private boolean waiting;

  HttpConnection(int port, Selector selector, List<HttpTemplate> templates) throws IOException {
    this.server = new InetSocketAddress("127.0.0.1", port);
    this.selector = selector;
    this.templates = templates;
    this.key = connect();
  }

  private SelectionKey connect() throws IOException {
    SocketChannel channel = SocketChannel.open(server);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.configureBlocking(false);
    return channel.register(selector, SelectionKey.OP_READ, this);
  }

  private SocketChannel channel() {
    return (SocketChannel) key.channel();
  }

  void sendNext() throws IOException {
    template = (template + 1) % templates.size();
    request = templates.get(template).next();
    started = System.nanoTime();
    write();
  }

  private void write() throws IOException {
    channel().write(request);
    key.interestOps(request.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
  }

  /** Whether it was told to come again later and that is now. */
  boolean isDue() {
    return waiting && System.nanoTime() - retryAt >= 0;
  }

  /** The time counts from the first sending. */
  void sendAgain() throws IOException {
    waiting = false;
    request = templates.get(template).again();
    write();
  }

  /**
   * Goes on where the channel is ready.
   *
   * @return whether its request has been acknowledged
   * @throws Refused when the answer is neither 200 nor 429
   */
  boolean advance(Acknowledged acknowledged) throws IOException {
    if (key.isWritable()) {
      write();
      return false;
    }
    if (channel().read(answer) < 0) {
      throw new EOFException("the server closed a connection");
    }
    Optional<String> whole = whole();
    if (whole.isEmpty()) {
      return false;
    }
    answer.clear();
    if (header(whole.get(), "connection").filter(h -> h.equalsIgnoreCase("close")).isPresent()) {
      close(); // a server takes so many requests on one connection
      key = connect();
    }
    int status = Integer.parseInt(whole.get().substring(9, 12));
    switch (status) {
      case 200 -> {
        acknowledged.add(templates.get(template).points(), System.nanoTime() - started);
        return true;
      }
      case 429 -> {
        waiting = true;
        long seconds = Long.parseLong(header(whole.get(), "retry-after").orElse("1"));
        retryAt = System.nanoTime() + seconds * 1_000_000_000;
        return false;
      }
      default -> throw new Refused(status, whole.get());
    }
  }

  static final class Refused extends IOException {
    final int status;

    Refused(int status, String answer) {
      super(answer);
      this.status = status;
    }
  }

  private Optional<String> whole() throws IOException {
    if (!answer.hasRemaining()) {
      throw new IOException("an answer is longer than " + LONGEST_ANSWER + " bytes");
    }
    String text = new String(answer.array(), 0, answer.position(), StandardCharsets.ISO_8859_1);
    int body = text.indexOf("\r\n\r\n") + 4;
    if (body < 4) {
      return Optional.empty();
    }
    boolean complete =
        header(text.substring(0, body), "content-length")
            .map(length -> text.length() - body >= Integer.parseInt(length))
            .orElseGet(() -> text.endsWith("0\r\n\r\n")); // sent in chunks
    return complete ? Optional.of(text) : Optional.empty();
  }

  private static Optional<String> header(String answer, String name) {
    String lower = answer.toLowerCase(Locale.ROOT);
    int start = lower.indexOf("\r\n" + name + ": ");
    if (start < 0) {
      return Optional.empty();
    }
    int value = start + name.length() + 4;
    return Optional.of(answer.substring(value, answer.indexOf("\r\n", value)));
  }

  @Override
  public void close() throws IOException {
    channel().close();
  }
}
