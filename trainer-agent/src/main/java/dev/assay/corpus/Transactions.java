package dev.assay.corpus;

import dev.assay.evaluation.Ranking;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Users of a bank: what they paid and were paid, numbers about each, and whether something is true
 * of them.
 *
 * @param name where they come from
 * @param features names of the numbers
 * @param users at least one
 */
public record Transactions(String name, List<String> features, List<User> users) {

  private static final int MOST_GROUPS = 12;

  /**
   * @param amount above 0 when paid to the user, below 0 when by the user; finite
   * @param description what it was for, in words
   */
  public record Transaction(LocalDateTime at, double amount, String description) {}

  /**
   * @param transactions the oldest first, at least one
   * @param features a finite number for each feature
   * @param label 0 or 1
   * @param probability that the label is 1, known of synthetic users; NaN of real ones
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record User(
      String id, List<Transaction> transactions, double[] features, int label, double probability) {

    public User {
      transactions = List.copyOf(transactions);
    }
  }

  public Transactions {
    features = List.copyOf(features);
    users = List.copyOf(users);
    if (users.isEmpty()) {
      throw new IllegalArgumentException(name + " has 0 users; it needs at least 1");
    }
  }

  /**
   * Synthetic users, whose label can only be told from sequence and numbers together: see {@link
   * SyntheticUsers}. More users with the same seed begin with the same ones.
   *
   * @param users at least 2
   */
  public static Transactions generate(int users, long seed) {
    if (users < 2) {
      throw new IllegalArgumentException("users is " + users + "; must be at least 2");
    }
    List<User> generated = new ArrayList<>(users);
    for (int i = 0; i < users; i++) {
      generated.add(SyntheticUsers.user(i, seed));
    }
    return new Transactions("synthetic-transactions", SyntheticUsers.FEATURES, generated);
  }

  /**
   * From JSON lines or a JSON array, a user an object: {@code {"user": "u1", "transactions":
   * [{"time": "2025-03-01T12:30:00", "amount": -12.5, "description": "groceries"}], "features":
   * {"age": 41}, "label": 0}}. Transactions may come in any order; all users have the same
   * features.
   *
   * @param file one that {@link Corpora#permitted} gave
   * @throws IllegalArgumentException when the file cannot be read or a user is broken
   */
  public static Transactions read(Path file) {
    return TransactionsFile.read(file);
  }

  /**
   * By the hash of the user's id, as {@link Sides#of}.
   *
   * @throws IllegalArgumentException when one side would be empty
   */
  public Sides<Transactions> split(double validationFraction) {
    return Sides.of(users, User::id, validationFraction)
        .map(side -> new Transactions(name, features, side));
  }

  /**
   * Area under the ROC curve of who knows the true probability of each user: on these users nobody
   * does better but by luck. NaN when it is not known, or all labels are the same.
   */
  public double bayesAuc() {
    double[] probabilities = users.stream().mapToDouble(User::probability).toArray();
    for (double probability : probabilities) {
      if (Double.isNaN(probability)) {
        return Double.NaN;
      }
    }
    return new Ranking(probabilities, labels()).auroc();
  }

  /**
   * Who the users are, when the last of their transactions was, and as groups the values of those
   * numbers that have at most {@value #MOST_GROUPS}. The clock on a user's wall is taken for UTC's.
   */
  public List<Origin> origins() {
    List<Integer> grouping =
        IntStream.range(0, features.size())
            .filter(f -> Origin.isFree(features.get(f)) && hasFewValues(f))
            .boxed()
            .toList();
    return users.stream().map(user -> origin(user, grouping)).toList();
  }

  private boolean hasFewValues(int feature) {
    return users.stream()
            .mapToDouble(user -> user.features[feature])
            .distinct()
            .limit(MOST_GROUPS + 1)
            .count()
        <= MOST_GROUPS;
  }

  private Origin origin(User user, List<Integer> grouping) {
    Map<String, String> groups = new HashMap<>();
    for (int feature : grouping) {
      groups.put(features.get(feature), text(user.features[feature]));
    }
    return new Origin(user.id, user.transactions.getLast().at().toInstant(ZoneOffset.UTC), groups);
  }

  private static String text(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }

  public int[] labels() {
    return users.stream().mapToInt(User::label).toArray();
  }
}
