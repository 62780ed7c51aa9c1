package dev.assay.corpus;

import dev.assay.corpus.Transactions.Transaction;
import dev.assay.corpus.Transactions.User;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Users made up so that joint fusion of sequence and numbers (arXiv 2507.23267) has something to
 * find that neither part has alone, nor both scored apart and added up.
 *
 * <p>Each has 6 to {@value #MOST_TRANSACTIONS} transactions. Who repays a loan in the first half of
 * them, once or twice, deposits into savings as often in the second: s is +1. Who does it the other
 * way round has an s of -1, with equal chance: no count tells it, only the order. u, the share of
 * credit that is used, is uniform on 0 to 1, and w, the logarithm of the income, is normal once
 * standardised. Then
 *
 * <pre>{@code
 * label ~ Bernoulli(σ(3·s·cos(2π·u) + s + 0.8·w))
 * }</pre>
 *
 * <p>All else is noise. With many users (4·10⁵; scikit-learn's roc_auc_score on the probability
 * given what is known) the area under the ROC curve is at best 0.62 from the sequence, 0.62 from
 * the numbers, 0.70 from the sum of both log odds, and 0.91 from both together.
 */
final class SyntheticUsers {

  static final List<String> FEATURES =
      List.of("credit_used", "income", "age", "account_years", "products");

  static final int MOST_TRANSACTIONS = 10;

  private static final int FEWEST_TRANSACTIONS = 6;
  private static final int MOST_OF_EACH = 2;
  private static final double INTERACTION = 3;
  private static final double SEQUENCE_EFFECT = 1;
  private static final double INCOME_EFFECT = 0.8;
  private static final LocalDateTime FIRST_DAY = LocalDateTime.of(2025, 1, 1, 0, 0);

  /**
   * What a transaction can be for.
   *
   * @param amount its median, as paid to the user
   * @param hour in its middle of the day
   */
  private record Purpose(String description, double amount, int hour) {}

  private static final Purpose LOAN = new Purpose("loan repayment", -180, 9);
  private static final Purpose SAVINGS = new Purpose("savings deposit", -150, 9);
  private static final List<Purpose> OTHERS =
      List.of(
          new Purpose("groceries market", -45, 17),
          new Purpose("restaurant", -32, 19),
          new Purpose("coffee", -5, 8),
          new Purpose("fuel station", -55, 16),
          new Purpose("train ticket", -18, 7),
          new Purpose("rent", -900, 9),
          new Purpose("electricity", -70, 10),
          new Purpose("pharmacy", -22, 12),
          new Purpose("clothes shop", -60, 15),
          new Purpose("cinema", -14, 20),
          new Purpose("salary", 2400, 9),
          new Purpose("refund shop", 35, 13),
          new Purpose("friend transfer", 40, 18));

  private SyntheticUsers() {}

  static User user(int index, long seed) {
    RandomGenerator random = new SplittableRandom(new SplittableRandom(seed).nextLong() + index);
    int s = random.nextBoolean() ? 1 : -1;
    List<Purpose> purposes = purposes(s, random);
    double u = random.nextDouble();
    double w = random.nextGaussian();
    double logit =
        INTERACTION * s * Math.cos(2 * Math.PI * u) + SEQUENCE_EFFECT * s + INCOME_EFFECT * w;
    double probability = 1 / (1 + Math.exp(-logit));
    int label = random.nextDouble() < probability ? 1 : 0;
    double[] features = {
      u,
      Math.exp(7.7 + 0.5 * w), // a median of 2,200
      20 + 55 * random.nextDouble(),
      Math.floor(25 * random.nextDouble()),
      1 + random.nextInt(6)
    };
    return new User("user-" + index, transactions(purposes, random), features, label, probability);
  }

  private static List<Purpose> purposes(int s, RandomGenerator random) {
    int count = random.nextInt(FEWEST_TRANSACTIONS, MOST_TRANSACTIONS + 1);
    int ofEach = random.nextInt(1, MOST_OF_EACH + 1);
    List<Purpose> purposes = new ArrayList<>(count);
    purposes.addAll(half(s > 0 ? LOAN : SAVINGS, ofEach, count / 2, random));
    purposes.addAll(half(s > 0 ? SAVINGS : LOAN, ofEach, count - count / 2, random));
    return purposes;
  }

  private static List<Purpose> half(Purpose one, int times, int count, RandomGenerator random) {
    List<Purpose> half = new ArrayList<>(Collections.nCopies(times, one));
    while (half.size() < count) {
      half.add(OTHERS.get(random.nextInt(OTHERS.size())));
    }
    for (int i = count - 1; i > 0; i--) {
      Collections.swap(half, i, random.nextInt(i + 1));
    }
    return half;
  }

  private static List<Transaction> transactions(List<Purpose> purposes, RandomGenerator random) {
    List<Transaction> transactions = new ArrayList<>(purposes.size());
    LocalDateTime day = FIRST_DAY.plusDays(random.nextInt(300));
    for (Purpose purpose : purposes) {
      day = day.plusDays(1 + random.nextInt(4)); // so that the order stands whatever the hour
      int hour = Math.floorMod(purpose.hour + (int) Math.round(2 * random.nextGaussian()), 24);
      double amount = purpose.amount * Math.exp(0.5 * random.nextGaussian());
      transactions.add(
          new Transaction(
              day.plusHours(hour).plusMinutes(random.nextInt(60)),
              Math.round(100 * amount) / 100.0,
              purpose.description));
    }
    return transactions;
  }
}
