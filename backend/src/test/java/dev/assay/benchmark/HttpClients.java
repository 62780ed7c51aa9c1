package dev.assay.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The clients, in a process of their own: one thread, a connection for each run. Arguments: port,
 * ids of the runs; the token is in {@code ASSAY_TOKEN}. Reads lines {@code FORM MILLIS} and answers
 * each with a line of status, points, seconds, and milliseconds to acknowledgement: median, 99th of
 * a hundred, longest.
 */
final class HttpClients {
  private static final int METRICS = 25;
  private static final int STEPS = 4;
  private static final int TEMPLATES = 16;
  private static final long PATIENCE_MILLIS = 10;

  private final int port;
  private final List<String> runs;
  private final Map<HttpForm, List<List<HttpTemplate>>> templates = new EnumMap<>(HttpForm.class);
  private long points;
  private int acknowledged;
  private long[] nanos = new long[1 << 16];

  private HttpClients(int port, String token, List<String> runs) {
    this.port = port;
    this.runs = runs;
    for (HttpForm form : HttpForm.values()) {
      List<List<HttpTemplate>> ofRuns = new ArrayList<>();
      for (int i = 0; i < runs.size(); i++) {
        ofRuns.add(templates(form, i, runs.get(i), token));
      }
      templates.put(form, ofRuns);
    }
  }

  private static List<HttpTemplate> templates(HttpForm form, int seed, String run, String token) {
    String head =
        """
        POST /api/v1/runs/%s/metrics HTTP/1.1
        Host: 127.0.0.1
        Authorization: Bearer %s
        Accept: application/json
        """
            .formatted(run, token)
            .replace("\n", "\r\n");
    // the forms take turns in the same runs: the steps of one are far from those of the other
    long firstStep = (1 + form.ordinal()) * HttpTemplate.FIRST_STEP;
    RunFeed feed = new RunFeed(seed, RunFeed.names(METRICS), STEPS, 1, 200_000, firstStep);
    List<HttpTemplate> templates = new ArrayList<>();
    for (int i = 0; i < TEMPLATES; i++) {
      templates.add(new HttpTemplate(head, form, feed.next(), TEMPLATES * STEPS));
    }
    return templates;
  }

  public static void main(String[] args) throws IOException {
    int port = Integer.parseInt(args[0]);
    List<String> runs = Arrays.asList(args).subList(1, args.length);
    HttpClients clients = new HttpClients(port, System.getenv("ASSAY_TOKEN") + "", runs);
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      String[] words = line.split(" ");
      Duration time = Duration.ofMillis(Long.parseLong(words[1]));
      System.out.println(clients.round(HttpForm.valueOf(words[0]), time));
    }
  }

  private String round(HttpForm form, Duration time) throws IOException {
    points = 0;
    acknowledged = 0;
    long start = System.nanoTime();
    try {
      send(form, start + time.toNanos());
    } catch (HttpConnection.Refused refused) { // a form that it does not know, say
      return refused.status + " 0 0 0 0 0";
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    Arrays.sort(nanos, 0, acknowledged);
    return "200 %d %f %f %f %f".formatted(points, seconds, millis(0.5), millis(0.99), millis(1));
  }

  private double millis(double part) {
    return acknowledged == 0 ? 0 : nanos[(int) (part * (acknowledged - 1))] / 1e6;
  }

  private void send(HttpForm form, long end) throws IOException {
    List<HttpConnection> connections = new ArrayList<>();
    try (Selector selector = Selector.open()) {
      for (int i = 0; i < runs.size(); i++) {
        connections.add(new HttpConnection(port, selector, templatesOf(form, i)));
      }
      for (HttpConnection connection : connections) {
        connection.sendNext();
      }
      int busy = connections.size();
      while (busy > 0) {
        selector.select(PATIENCE_MILLIS);
        for (SelectionKey key : selector.selectedKeys()) {
          HttpConnection connection = (HttpConnection) key.attachment();
          if (connection.advance(this::add)) {
            if (System.nanoTime() < end) {
              connection.sendNext();
            } else {
              busy--;
            }
          }
        }
        selector.selectedKeys().clear();
        for (HttpConnection connection : connections) {
          if (connection.isDue()) {
            connection.sendAgain();
          }
        }
      }
    } finally {
      for (HttpConnection connection : connections) {
        connection.close();
      }
    }
  }

  private List<HttpTemplate> templatesOf(HttpForm form, int run) {
    List<List<HttpTemplate>> ofRuns = templates.get(form);
    if (ofRuns == null) {
      throw new IllegalArgumentException(form + " has no templates");
    }
    return ofRuns.get(run);
  }

  private void add(int acknowledgedPoints, long took) {
    points += acknowledgedPoints;
    if (acknowledged == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * acknowledged);
    }
    nanos[acknowledged++] = took;
  }
}
