package dev.assay.corpus;

import dev.assay.corpus.Transactions.Transaction;
import dev.assay.corpus.Transactions.User;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Users as ids and standardised numbers; what it knows comes from users to train on alone. A
 * transaction is its sign, amount, month, day, weekday and hour, each a token, and the words of its
 * description, as in nuFormer (arXiv 2507.23267, section 3), but words instead of byte pairs. Ids:
 *
 * <pre>{@code
 *  0      start, and padding
 *  1      end
 *  2      a word that is not known
 *  3-4    paid, received
 *  5-24   amount, 20 bins of equal count
 * 25-36   month
 * 37-67   day of the month
 * 68-74   weekday from Monday
 * 75-98   hour
 * 99-     words
 * }</pre>
 *
 * @param words known words, by id from {@value #FIRST_WORD}
 * @param amountEdges 19 rising amounts without sign; an amount is in the bin after all edges that
 *     are not above it
 * @param features names of the F numbers
 * @param means F
 * @param deviations F, standard deviations above 0; 1 where a feature never varies
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TransactionCoding(
    List<String> words,
    double[] amountEdges,
    List<String> features,
    double[] means,
    double[] deviations) {

  static final int START = 0;
  static final int END = 1;
  static final int UNKNOWN = 2;
  private static final int SIGN = 3;
  private static final int AMOUNT = 5;
  private static final int BINS = 20;
  private static final int MONTH = AMOUNT + BINS;
  private static final int DAY = MONTH + 12;
  private static final int WEEKDAY = DAY + 31;
  private static final int HOUR = WEEKDAY + 7;
  static final int FIRST_WORD = HOUR + 24;

  private static final int MOST_WORDS = 4000;
  private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

  public TransactionCoding {
    words = List.copyOf(words);
    features = List.copyOf(features);
  }

  /**
   * @param training users whose words, amounts and numbers are learned; a word must be there twice,
   *     and the {@value #MOST_WORDS} most frequent are taken
   */
  public static TransactionCoding fit(Transactions training) {
    int f = training.features().size();
    var means = new double[f];
    var deviations = new double[f];
    for (int i = 0; i < f; i++) {
      int feature = i;
      double[] values =
          training.users().stream().mapToDouble(user -> user.features()[feature]).toArray();
      means[i] = Arrays.stream(values).average().orElseThrow();
      double mean = means[i];
      double deviation =
          Math.sqrt(
              Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow());
      deviations[i] = deviation > 0 ? deviation : 1;
    }
    return new TransactionCoding(
        frequentWords(training), amountEdges(training), training.features(), means, deviations);
  }

  private static List<String> frequentWords(Transactions training) {
    Map<String, Integer> counts = new TreeMap<>(); // equal counts: by the alphabet
    for (User user : training.users()) {
      for (Transaction transaction : user.transactions()) {
        words(transaction.description()).forEach(word -> counts.merge(word, 1, Integer::sum));
      }
    }
    return counts.entrySet().stream()
        .filter(entry -> entry.getValue() >= 2)
        .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
        .limit(MOST_WORDS)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static List<String> words(String description) {
    return NO_WORD
        .splitAsStream(description.toLowerCase(Locale.ROOT))
        .filter(word -> !word.isEmpty())
        .toList();
  }

  private static double[] amountEdges(Transactions training) {
    double[] amounts =
        training.users().stream()
            .flatMap(user -> user.transactions().stream())
            .mapToDouble(transaction -> Math.abs(transaction.amount()))
            .sorted()
            .toArray();
    var edges = new double[BINS - 1];
    for (int i = 0; i < edges.length; i++) {
      edges[i] = amounts[(int) ((long) (i + 1) * amounts.length / BINS)];
    }
    return edges;
  }

  /** Ids are 0 to below this. */
  public int vocabulary() {
    return FIRST_WORD + words.size();
  }

  /**
   * From a start to an end; of transactions that do not fit the context the oldest are left out.
   *
   * @param context most tokens of a sequence, at least 9: start, end and a transaction of one word
   * @throws IllegalArgumentException when the users have other features than those of this coding
   */
  public Examples<FusionBatch> encode(Transactions transactions, int context) {
    if (context < 9) {
      throw new IllegalArgumentException("context is " + context + "; must be at least 9");
    }
    if (!transactions.features().equals(features)) {
      throw new IllegalArgumentException(
          "the features of %s are %s; must be %s"
              .formatted(transactions.name(), transactions.features(), features));
    }
    List<User> users = transactions.users();
    Map<String, Integer> ids = new HashMap<>();
    words.forEach(word -> ids.put(word, FIRST_WORD + ids.size()));
    var rows = new int[users.size()][];
    int cut = 0;
    for (int i = 0; i < rows.length; i++) {
      List<List<Integer>> all =
          users.get(i).transactions().stream().map(one -> encode(one, ids)).toList();
      int first = firstThatFits(all, context - 2);
      cut += first > 0 ? 1 : 0;
      rows[i] = sequence(all.subList(first, all.size()), context);
    }
    return new Examples<>(Examples.lengths(rows), cut, 0, picked -> batch(users, rows, picked));
  }

  private List<Integer> encode(Transaction transaction, Map<String, Integer> wordIds) {
    var at = transaction.at();
    List<Integer> ids = new ArrayList<>();
    ids.add(SIGN + (transaction.amount() > 0 ? 1 : 0));
    ids.add(AMOUNT + bin(Math.abs(transaction.amount())));
    ids.add(MONTH + at.getMonthValue() - 1);
    ids.add(DAY + at.getDayOfMonth() - 1);
    ids.add(WEEKDAY + at.getDayOfWeek().getValue() - 1);
    ids.add(HOUR + at.getHour());
    for (String word : words(transaction.description())) {
      ids.add(wordIds.getOrDefault(word, UNKNOWN));
    }
    return ids;
  }

  private int bin(double amount) {
    int bin = 0;
    while (bin < amountEdges.length && amountEdges[bin] <= amount) {
      bin++;
    }
    return bin;
  }

  /** The latest is always there, if need be without its last words. */
  private static int firstThatFits(List<List<Integer>> transactions, int tokens) {
    int first = transactions.size() - 1;
    int left = tokens - transactions.get(first).size();
    while (first > 0 && transactions.get(first - 1).size() <= left) {
      first--;
      left -= transactions.get(first).size();
    }
    return first;
  }

  private static int[] sequence(List<List<Integer>> transactions, int context) {
    List<Integer> ids = new ArrayList<>();
    ids.add(START);
    transactions.forEach(ids::addAll);
    if (ids.size() > context - 1) {
      ids.subList(context - 1, ids.size()).clear();
    }
    ids.add(END);
    return ids.stream().mapToInt(Integer::intValue).toArray();
  }

  private FusionBatch batch(List<User> users, int[][] all, int[] picked) {
    int[][] rows = Examples.pick(all, picked);
    int f = means.length;
    var numbers = new float[picked.length * f];
    var labels = new long[picked.length];
    for (int b = 0; b < picked.length; b++) {
      User user = users.get(picked[b]);
      labels[b] = user.label();
      for (int i = 0; i < f; i++) {
        numbers[b * f + i] = (float) ((user.features()[i] - means[i]) / deviations[i]);
      }
    }
    return new FusionBatch(
        rows.length,
        Examples.padded(rows, START),
        Examples.lastPositions(rows),
        numbers,
        labels); // (B, T), (B), (B, F), (B)
  }
}
