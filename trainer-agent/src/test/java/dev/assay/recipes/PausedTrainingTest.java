package dev.assay.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.training.Wish;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** A training that was interrupted ends as one that was not, to the bit. */
class PausedTrainingTest {

  @TempDir Path folder;

  private static Supplier<Wish> pauseAfter(int steps, Recorded run) {
    return () -> run.steps() < steps ? Wish.GO_ON : Wish.PAUSE;
  }

  /** Of the same course, a part or all. */
  private static void assertSame(Recorded run, Recorded whole) {
    assertThat(whole.series("train/loss")).containsAllEntriesOf(run.series("train/loss"));
    assertThat(whole.series("val/loss")).containsAllEntriesOf(run.series("val/loss"));
    assertThat(run.last("val/loss")).isEqualTo(whole.last("val/loss"));
    assertThat(run.series("val/ece")).isEqualTo(whole.series("val/ece"));
    assertThat(run.samples.getLast()).isEqualTo(whole.samples.getLast());
  }

  @Test
  void it_goes_on_in_the_same_folder() {
    var tiny = new Tiny(folder);
    ObjectNode params = tiny.pretraining("{model: {dropout: 0.1}, training: {steps: 10}}");
    var whole = new Recorded();
    tiny.run("pretrain", params, whole);
    Path own = folder.resolve("own");
    var first = new Recorded();
    assertThat(tiny.run("pretrain", params, own, first, pauseAfter(3, first)))
        .isEqualTo(Recipe.Ending.PAUSED);
    var second = new Recorded();
    assertThat(tiny.run("pretrain", params, own, second, pauseAfter(7, second)))
        .isEqualTo(Recipe.Ending.PAUSED);
    var third = new Recorded();
    assertThat(tiny.run("pretrain", params, own, third, () -> Wish.GO_ON))
        .isEqualTo(Recipe.Ending.DONE);
    assertThat(second.series("train/loss").keySet()).containsExactly(4L, 5L, 6L, 7L);
    assertThat(third.series("train/loss").keySet()).containsExactly(8L, 9L, 10L);
    assertSame(third, whole);
  }

  @Test
  void another_machine_goes_on_from_what_is_stored_with_the_run() {
    var here = new Tiny(folder);
    String bpe = "{data: {tokenizer: 'bpe', vocabulary: 300}, training: {replicas: 2}}";
    ObjectNode params = here.pretraining(bpe);
    var whole = new Recorded();
    here.run("pretrain", params, whole);
    var run = new Recorded();
    here.run("pretrain", params, folder.resolve("here"), run, pauseAfter(3, run));
    var points = new Recorded();
    points.files.putAll(run.files);
    Path there = folder.resolve("there");
    // the corpus alone is the same: no folder of the run, no tokenized corpus
    assertThat(
            new Tiny(there).run("pretrain", params, there.resolve("run"), points, () -> Wish.GO_ON))
        .isEqualTo(Recipe.Ending.DONE);
    assertThat(points.series("train/loss").keySet()).containsExactly(4L, 5L, 6L, 7L, 8L);
    assertSame(points, whole);
  }

  @Test
  void a_machine_that_had_the_run_before_goes_on_from_where_another_left_it() {
    var tiny = new Tiny(folder);
    ObjectNode params = tiny.pretraining("{training: {steps: 12}}");
    var run = new Recorded();
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    tiny.run("pretrain", params, first, run, pauseAfter(3, run));
    tiny.run("pretrain", params, second, run, pauseAfter(9, run));
    int points = run.series("train/loss").size();
    run.metrics.remove("train/loss");
    assertThat(tiny.run("pretrain", params, first, run, () -> Wish.GO_ON))
        .isEqualTo(Recipe.Ending.DONE);
    assertThat(points).isEqualTo(9);
    assertThat(run.series("train/loss").firstKey()).isEqualTo(10);
  }

  @Test
  void one_that_had_ended_ends_again_with_the_same_measures_at_the_same_step() {
    var tiny = new Tiny(folder);
    var run = new Recorded();
    Path own = folder.resolve("own");
    tiny.run("pretrain", tiny.pretraining(), own, run, () -> Wish.GO_ON);
    var again = new Recorded();
    assertThat(tiny.run("pretrain", tiny.pretraining(), own, again, () -> Wish.GO_ON))
        .isEqualTo(Recipe.Ending.DONE);
    assertThat(again.series("val/ece")).isEqualTo(run.series("val/ece"));
    assertThat(again.series("val/accuracy")).isEqualTo(run.series("val/accuracy"));
  }

  @Test
  void a_finetuning_goes_on_too() {
    var tiny = new Tiny(folder);
    Path file = FinetuneClassifyTest.colours(tiny);
    for (String method : new String[] {"full", "lora"}) {
      ObjectNode params =
          Tiny.params(
              FinetuneClassifyTest.CLASSIFY,
              FinetuneClassifyTest.dataset(file),
              "{tune: {method: '%s'}, training: {steps: 8}}".formatted(method));
      var whole = new Recorded();
      tiny.run("finetune-classify", params, whole);
      var run = new Recorded();
      Path own = folder.resolve(method);
      assertThat(tiny.run("finetune-classify", params, own, run, pauseAfter(3, run)))
          .isEqualTo(Recipe.Ending.PAUSED);
      assertThat(run.files.keySet()).doesNotContain("evaluations/validation/predictions.jsonl");
      tiny.run("finetune-classify", params, own, run, () -> Wish.GO_ON);
      assertThat(run.series("val/loss")).isEqualTo(whole.series("val/loss"));
      assertThat(run.lines("evaluations/validation/predictions.jsonl"))
          .isEqualTo(whole.lines("evaluations/validation/predictions.jsonl"));
    }
  }
}
