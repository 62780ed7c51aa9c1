package dev.assay.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.corpus.Transactions.Transaction;
import dev.assay.corpus.Transactions.User;
import dev.assay.evaluation.Ranking;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransactionsTest {

  private static final Transactions MANY = Transactions.generate(40_000, 11);

  @TempDir Path folder;

  private Transactions read(String content) throws IOException {
    return Transactions.read(Files.writeString(folder.resolve("a.jsonl"), content));
  }

  private static final String USER =
      """
      {"user": "%s", "label": %s, "features": {"age": %s, "income": 2}, "transactions": [\
      {"time": "2025-03-02T09:10:00", "amount": 5.5, "description": "Refund: SHOP 7"}, \
      {"time": "2025-03-01T23:59:00+02:00", "amount": -12, "description": "coffee"}]}
      """;

  private static double auc(ToDoubleFunction<User> score) {
    return new Ranking(MANY.users().stream().mapToDouble(score).toArray(), MANY.labels()).auroc();
  }

  /** The place of the latest transaction with that description. */
  private static int latest(User user, String description) {
    return IntStream.range(0, user.transactions().size())
        .filter(i -> user.transactions().get(i).description().equals(description))
        .max()
        .orElseThrow();
  }

  private static int order(User user) {
    return latest(user, "savings deposit") > latest(user, "loan repayment") ? 1 : -1;
  }

  private static double wave(User user) {
    return Math.cos(2 * Math.PI * user.features()[0]);
  }

  private static double income(User user) {
    return (Math.log(user.features()[1]) - 7.7) / 0.5;
  }

  /** From the numbers, what a logistic function of both signs of the order gives in the mean. */
  private static double fromNumbers(User user) {
    double base = 0.8 * income(user);
    double effect = 3 * wave(user) + 1;
    return (logistic(base + effect) + logistic(base - effect)) / 2;
  }

  private static double logistic(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /**
   * Expected values from a simulation of the documented formula in NumPy with 400,000 users, scored
   * by scikit-learn: {@code l=3*s*np.cos(2*np.pi*u)+s+.8*w; roc_auc_score(rng.random(n)<expit(l),
   * score)}. The standard error of an AUC of 40,000 users is below 0.003.
   */
  @Test
  void only_sequence_and_numbers_together_tell_the_label() {
    assertThat(MANY.bayesAuc()).isCloseTo(0.911, within(0.01));
    assertThat(auc(TransactionsTest::order)).isCloseTo(0.620, within(0.012));
    assertThat(auc(TransactionsTest::fromNumbers)).isCloseTo(0.618, within(0.012));
    double up = logOdds(1);
    double down = logOdds(-1);
    assertThat(
            auc(
                user ->
                    Math.log(fromNumbers(user) / (1 - fromNumbers(user)))
                        + (order(user) > 0 ? up : down)))
        .isCloseTo(0.696, within(0.012));
  }

  private static double logOdds(int order) {
    double share =
        MANY.users().stream()
            .filter(user -> order(user) == order)
            .mapToInt(User::label)
            .average()
            .orElseThrow();
    return Math.log(share / (1 - share));
  }

  @Test
  void the_probability_follows_from_what_a_model_is_given() {
    for (User user : MANY.users().subList(0, 1000)) {
      double logit = 3 * order(user) * wave(user) + order(user) + 0.8 * income(user);
      assertThat(user.probability()).isCloseTo(logistic(logit), within(1e-9));
    }
  }

  @Test
  void labels_are_as_frequent_as_their_probabilities_say() {
    double expected = MANY.users().stream().mapToDouble(User::probability).average().orElseThrow();
    double share = Arrays.stream(MANY.labels()).average().orElseThrow();
    assertThat(share).isCloseTo(expected, within(4 * 0.5 / Math.sqrt(40_000)));
  }

  @Test
  void no_count_of_descriptions_tells_the_order() {
    for (User user : MANY.users().subList(0, 1000)) {
      assertThat(count(user, "loan repayment"))
          .isEqualTo(count(user, "savings deposit"))
          .isBetween(1L, 2L);
    }
  }

  private static long count(User user, String description) {
    return user.transactions().stream().filter(t -> t.description().equals(description)).count();
  }

  @Test
  void a_seed_gives_the_same_users_and_more_of_them_begin_alike() {
    List<User> few = Transactions.generate(20, 4).users();
    List<User> more = Transactions.generate(30, 4).users();
    List<User> others = Transactions.generate(20, 5).users();
    for (int i = 0; i < 20; i++) {
      assertThat(more.get(i)).usingRecursiveComparison().isEqualTo(few.get(i));
      assertThat(others.get(i).features()).isNotEqualTo(few.get(i).features());
    }
    assertThatThrownBy(() -> Transactions.generate(1, 4))
        .hasMessage("users is 1; must be at least 2");
  }

  @Test
  void transactions_are_in_the_order_of_time() {
    for (User user : MANY.users().subList(0, 1000)) {
      assertThat(user.transactions()).isSortedAccordingTo(Comparator.comparing(Transaction::at));
    }
  }

  @Test
  void a_user_is_a_line_and_the_oldest_transaction_first() throws IOException {
    Transactions read = read(USER.formatted("u1", "1", "41") + USER.formatted("u2", "0", "3.5"));
    assertThat(read.features()).containsExactly("age", "income");
    User user = read.users().getFirst();
    assertThat(user.id()).isEqualTo("u1");
    assertThat(user.label()).isEqualTo(1);
    assertThat(user.features()).containsExactly(41, 2);
    assertThat(user.transactions())
        .containsExactly(
            new Transaction(LocalDateTime.of(2025, 3, 1, 23, 59), -12, "coffee"),
            new Transaction(LocalDateTime.of(2025, 3, 2, 9, 10), 5.5, "Refund: SHOP 7"));
    assertThat(read.bayesAuc()).isNaN();
  }

  private void assertRefused(String content, String message) {
    assertThatThrownBy(() -> read(content))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message.replace("FILE", folder.resolve("a.jsonl").toString()));
  }

  @Test
  void broken_users_are_named() {
    String good = USER.formatted("u1", "1", "41");
    assertRefused(good + good, "line 2 of FILE: user u1 is there twice; must be once");
    assertRefused(USER.formatted("u1", "2", "41"), "line 1 of FILE: label is 2; must be 0 or 1");
    assertRefused(
        USER.formatted("u1", "1", "\"x\""),
        "line 1 of FILE: features.age is \"x\"; must be a finite number");
    assertRefused(
        good.replace("\"age\": 41, ", "").replace("\"income\": 2", ""),
        "line 1 of FILE: field features is {}; must have at least 1 number");
    assertRefused(
        good + USER.formatted("u2", "1", "41").replace("income", "debt"),
        "line 2 of FILE: features.debt is not among the first user's [age, income]");
    assertRefused(
        good + USER.formatted("u2", "1", "41").replace(", \"income\": 2", ""),
        "line 2 of FILE: features.income is missing; must be a finite number");
    assertRefused(
        good.replace("2025-03-02T09:10:00", "yesterday"),
        "line 1 of FILE: transactions[0].time is yesterday; must be ISO-8601, as 2025-03-01T12:30:00");
    assertRefused(
        good.replace("-12", "1e999"),
        "line 1 of FILE: transactions[1].amount is \"Infinity\"; must be a finite number");
    assertRefused(
        "{\"user\": 1, \"label\": 1, \"features\": {\"a\": 1}, \"transactions\": []}",
        "line 1 of FILE: field transactions must be an array of at least 1 object");
  }

  @Test
  void a_transaction_is_sign_amount_calendar_and_words() throws IOException {
    Transactions read = read(USER.formatted("u1", "1", "41") + USER.formatted("u2", "0", "43"));
    TransactionCoding coding = TransactionCoding.fit(read);
    assertThat(coding.words()).containsExactly("7", "coffee", "refund", "shop");
    assertThat(coding.vocabulary()).isEqualTo(103);
    FusionBatch batch = coding.encode(read, 50).fixed(1, 1).getFirst();
    // Amounts are 5.5, 5.5, 12, 12: the edges 1 to 9 are 5.5, and 10 to 19 are 12.
    assertThat(batch.inputs())
        .containsExactly(
            0, // start
            3, 5 + 19, 25 + 2, 37 + 0, 68 + 5, 75 + 23, 99 + 1, // paid on Saturday 1 March 2025
            4, 5 + 9, 25 + 2, 37 + 1, 68 + 6, 75 + 9, 99 + 2, 99 + 3, 99, // received on Sunday
            1); // end
    assertThat(batch.lastPositions()).containsExactly(17);
    assertThat(batch.labels()).containsExactly(1);
  }

  @Test
  void words_of_the_training_side_alone_are_known() throws IOException {
    TransactionCoding coding =
        TransactionCoding.fit(
            read(USER.formatted("u1", "1", "41") + USER.formatted("u2", "0", "1")));
    Transactions other = read(USER.formatted("u3", "0", "40").replace("coffee", "tea"));
    long[] ids = coding.encode(other, 50).fixed(1, 1).getFirst().inputs();
    assertThat(ids[7]).isEqualTo(2);
  }

  /** Mean 2 and population standard deviation sqrt(2/3) of 1, 2, 3. */
  @Test
  void numbers_are_standardised_by_the_training_side() throws IOException {
    Transactions training =
        read(
            USER.formatted("u1", "1", "1")
                + USER.formatted("u2", "0", "2")
                + USER.formatted("u3", "0", "3"));
    TransactionCoding coding = TransactionCoding.fit(training);
    float[] own = coding.encode(training, 50).fixed(3, 3).getFirst().features();
    float deviation = (float) Math.sqrt(2.0 / 3);
    // income is 2 for all of them: 0 once standardised
    assertThat(own)
        .containsExactly(new float[] {-1 / deviation, 0, 0, 0, 1 / deviation, 0}, within(1e-6f));
    Transactions other = read(USER.formatted("u4", "1", "10"));
    assertThat(coding.encode(other, 50).fixed(1, 1).getFirst().features())
        .containsExactly(new float[] {8 / deviation, 0}, within(1e-5f));
  }

  @Test
  void the_oldest_transactions_are_left_out_where_the_context_is_short() throws IOException {
    Transactions read = read(USER.formatted("u1", "1", "41") + USER.formatted("u2", "0", "43"));
    TransactionCoding coding = TransactionCoding.fit(read);
    Examples<FusionBatch> examples = coding.encode(read, 17);
    assertThat(examples.cut()).isEqualTo(2);
    assertThat(examples.longest()).isEqualTo(11);
    long[] ids = examples.fixed(1, 1).getFirst().inputs();
    assertThat(ids).startsWith(0, 4).endsWith(99, 1);
    assertThat(coding.encode(read, 18).cut()).isZero();
    assertThat(coding.encode(read, 9).longest()).isEqualTo(9);
    assertThatThrownBy(() -> coding.encode(read, 8)).hasMessage("context is 8; must be at least 9");
  }

  @Test
  void other_features_are_refused() throws IOException {
    TransactionCoding coding = TransactionCoding.fit(MANY.split(0.9).training());
    Transactions read = read(USER.formatted("u1", "1", "41"));
    assertThatThrownBy(() -> coding.encode(read, 50))
        .hasMessageEndingWith(
            "are [age, income]; must be [credit_used, income, age, account_years, products]");
  }

  @Test
  void synthetic_users_fit_a_context_of_128_and_ids_the_vocabulary() {
    Sides<Transactions> sides = MANY.split(0.2);
    TransactionCoding coding = TransactionCoding.fit(sides.training());
    Examples<FusionBatch> examples = coding.encode(sides.validation(), 128);
    assertThat(examples.cut()).isZero();
    for (FusionBatch batch : examples.fixed(1000, 64)) {
      for (long id : batch.inputs()) {
        assertThat(id).isBetween(0L, coding.vocabulary() - 1L).isNotEqualTo(2);
      }
    }
  }

  @Test
  void a_user_is_on_one_side() {
    Sides<Transactions> sides = MANY.split(0.2);
    var training = new HashSet<>(sides.training().users().stream().map(User::id).toList());
    var validation = sides.validation().users().stream().map(User::id).toList();
    assertThat(Collections.disjoint(training, validation)).isTrue();
    assertThat(training.size() + validation.size()).isEqualTo(40_000);
    assertThat(validation.size()).isBetween(7_600, 8_400); // 5 standard deviations
  }
}
