package dev.assay.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.corpus.Batch;
import dev.assay.corpus.MultipleChoice;
import dev.assay.evaluation.ChoiceScores;
import dev.assay.model.Gpt.TokenScore;
import dev.assay.tokenizer.ByteTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChoiceExaminerTest {

  private static final int END = new ByteTokenizer().endOfText();

  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init")
  private MultipleChoice questions;

  @BeforeEach
  void read() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("q.jsonl"),
            """
            {"question": "long question", "choices": ["b", "cc"], "answer": 0}
            {"question": "q", "choices": ["abc", "cab", "c"], "answer": "cab"}
            """);
    questions = MultipleChoice.read(file, new ByteTokenizer(), 32);
  }

  /**
   * A model to which a space costs 1 nat, and a letter as many as its place in the alphabet; half a
   * nat less after a c.
   */
  private static List<TokenScore> scores(Batch batch) {
    List<TokenScore> scores = new ArrayList<>();
    for (int i = 0; i < batch.tokens(); i++) {
      long target = batch.targets()[i];
      if (target != Batch.IGNORED) {
        float nats = target == ' ' ? 1 : target - 'a' + 1 - (batch.inputs()[i] == 'c' ? .5f : 0);
        scores.add(new TokenScore(nats, 1, true, 0));
      }
    }
    return scores;
  }

  private ChoiceScores scored(int sequences) {
    return new ChoiceExaminer(ChoiceExaminerTest::scores, questions, sequences, END)
        .scores(() -> false, done -> {})
        .orElseThrow();
  }

  /** By hand: " b" is 1 + 2, " cc" 1 + 3 + 2.5; " abc" 1 + 1 + 2 + 3, " cab" 1 + 3 + 0.5 + 2. */
  @Test
  void a_choice_is_as_likely_as_its_tokens_together_in_batches_of_any_size() {
    for (int sequences : new int[] {1, 2, 3, 100}) {
      ChoiceScores scored = scored(sequences);
      assertThat(scored.logLikelihoods()[0]).containsExactly(new double[] {-3, -6.5}, within(1e-6));
      assertThat(scored.logLikelihoods()[1])
          .containsExactly(new double[] {-7, -6.5, -4}, within(1e-6));
      assertThat(scored.answers()).containsExactly(0, 1);
      assertThat(scored.accuracy()).isEqualTo(0.5);
      // per byte: 3 against 3.25; 2.33, 2.17 and 4
      assertThat(scored.accuracyByByte()).isEqualTo(1);
    }
  }

  @Test
  void progress_is_told_batch_by_batch_and_a_stop_is_heeded() {
    var examiner = new ChoiceExaminer(ChoiceExaminerTest::scores, questions, 2, END);
    assertThat(examiner.batches()).isEqualTo(3);
    List<Integer> done = new ArrayList<>();
    assertThat(examiner.scores(() -> false, done::add)).isPresent();
    assertThat(done).containsExactly(1, 2, 3);
    done.clear();
    assertThat(examiner.scores(() -> done.size() == 2, done::add)).isEmpty();
    assertThat(done).containsExactly(1, 2);
  }
}
