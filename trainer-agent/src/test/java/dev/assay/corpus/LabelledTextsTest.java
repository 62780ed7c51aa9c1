package dev.assay.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.tokenizer.ByteTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelledTextsTest {

  private static final ByteTokenizer TOKENIZER = new ByteTokenizer();
  private static final LabelledTexts WORDNET = LabelledTexts.wordNet();

  @TempDir Path folder;

  private LabelledTexts read(String name, String content) throws IOException {
    return LabelledTexts.read(
        Files.writeString(folder.resolve(name), content),
        new LabelledTexts.Fields("text", "label"));
  }

  /** Counted by awk over the same files: awk '!/^ /{n[$2]++} END{for(k in n) print k,n[k]}'. */
  @Test
  void wordnet_has_a_class_for_each_lexicographer_file() {
    assertThat(WORDNET.classes()).hasSize(45).isSorted();
    assertThat(count("noun.animal")).isEqualTo(7510);
    assertThat(count("noun.motive")).isEqualTo(42);
    assertThat(count("verb.weather")).isEqualTo(81);
    assertThat(count("adj.ppl")).isEqualTo(60);
    assertThat(WORDNET.examples()).hasSize(117_791);
  }

  private static long count(String label) {
    return WORDNET.counts()[WORDNET.classes().indexOf(label)];
  }

  @Test
  void a_dog_is_an_animal_and_told_as_in_the_corpus_of_glosses() {
    LabelledTexts.Example dog =
        WORDNET.examples().stream()
            .filter(example -> example.text().startsWith("dog, domestic dog, "))
            .findFirst()
            .orElseThrow();
    assertThat(WORDNET.classes().get(dog.label())).isEqualTo("noun.animal");
    assertThat(dog.text()).contains("Canis familiaris: a member of the genus Canis");
  }

  @Test
  void classes_are_sorted_and_numbers_can_be_classes() throws IOException {
    LabelledTexts csv = read("a.csv", "text,label\ngood,pos\nbad,neg\nfine,pos\n");
    assertThat(csv.classes()).containsExactly("neg", "pos");
    assertThat(csv.examples())
        .containsExactly(
            new LabelledTexts.Example("good", 1, new Origin("1", null, Map.of())),
            new LabelledTexts.Example("bad", 0, new Origin("2", null, Map.of())),
            new LabelledTexts.Example("fine", 1, new Origin("3", null, Map.of())));
    LabelledTexts json =
        read("a.jsonl", "{\"text\": \"x\", \"label\": 1}\n{\"text\": \"y\", \"label\": 0}");
    assertThat(json.classes()).containsExactly("0", "1");
  }

  @Test
  void blank_fields_texts_that_are_none_and_a_single_class_are_refused() {
    assertThatThrownBy(() -> read("a.csv", "text,label\n ,pos\nbad,neg\n"))
        .hasMessageEndingWith("a.csv: field text is blank; must be text");
    assertThatThrownBy(() -> read("a.csv", "text,label\ngood,\nbad,neg\n"))
        .hasMessageEndingWith("a.csv: field label is blank; must be text");
    assertThatThrownBy(() -> read("a.jsonl", "{\"text\": 5, \"label\": 1}"))
        .hasMessageStartingWith("line 1 of ")
        .hasMessageEndingWith("a.jsonl: field text is 5; must be a text");
    assertThatThrownBy(() -> read("a.csv", "text,label\ngood,pos\nbad,pos\n"))
        .hasMessageEndingWith("a.csv has only the class pos in field label; at least 2 are needed");
  }

  @Test
  void sides_share_no_text_and_agree_with_the_split_of_documents() {
    Sides<LabelledTexts> sides = WORDNET.split(0.1);
    Set<String> training = texts(sides.training());
    Set<String> validation = texts(sides.validation());
    var both = new HashSet<>(training);
    both.retainAll(validation);
    assertThat(both).isEmpty();
    assertThat(sides.training().examples().size() + sides.validation().examples().size())
        .isEqualTo(WORDNET.examples().size());
    assertThat(sides.validation().classes()).isEqualTo(WORDNET.classes());
    List<String> all = WORDNET.examples().stream().map(LabelledTexts.Example::text).toList();
    assertThat(validation).isEqualTo(new HashSet<>(Sides.of(all, text -> text, 0.1).validation()));
  }

  private static final LabelledTexts.Fields DATED =
      new LabelledTexts.Fields("text", "label", "on", List.of("from"));

  @Test
  void the_newest_validate_and_all_as_old_as_the_oldest_of_them() throws IOException {
    var rows = new StringBuilder("text,label,on,from\n");
    for (int day = 10; day > 0; day--) {
      rows.append("text %d,%s,2025-01-%02d,web\n".formatted(day, day % 2, Math.min(day, 9)));
    }
    Path file = Files.writeString(folder.resolve("days.csv"), rows.toString());
    Sides<LabelledTexts> sides = LabelledTexts.read(file, DATED).splitByTime(0.1);
    assertThat(sides.validation().examples())
        .extracting(LabelledTexts.Example::origin)
        .containsExactly(
            new Origin("1", Instant.parse("2025-01-09T00:00:00Z"), Map.of("from", "web")),
            new Origin("2", Instant.parse("2025-01-09T00:00:00Z"), Map.of("from", "web")));
    assertThat(sides.training().examples()).hasSize(8);
  }

  @Test
  void an_example_without_its_time_or_group_is_refused() throws IOException {
    Path file =
        Files.writeString(folder.resolve("a.csv"), "text,label,on,from\nx,0,soon,web\ny,1,5,web\n");
    assertThatThrownBy(() -> LabelledTexts.read(file, DATED))
        .hasMessage(
            "line 2 of %s: field on is soon; must be ISO-8601 or a number of seconds since 1970",
            file);
    Path other = Files.writeString(folder.resolve("b.csv"), "text,label,on\nx,0,2025-01-01\n");
    assertThatThrownBy(() -> LabelledTexts.read(other, DATED))
        .hasMessage("line 2 of %s: has no field from", other);
  }

  private static Set<String> texts(LabelledTexts side) {
    return side.examples().stream().map(LabelledTexts.Example::text).collect(Collectors.toSet());
  }

  @Test
  void a_text_is_between_two_ends_of_text_and_padded_on_the_right() throws IOException {
    LabelledTexts texts = read("a.csv", "text,label\nab,x\nc,y\n");
    LabelledBatch batch = texts.encode(TOKENIZER, 8).fixed(2, 2).getFirst();
    assertThat(batch.sequences()).isEqualTo(2);
    assertThat(batch.inputs()).containsExactly(256, 'a', 'b', 256, 256, 'c', 256, 256);
    assertThat(batch.lastPositions()).containsExactly(3, 2);
    assertThat(batch.labels()).containsExactly(0, 1);
  }

  @Test
  void a_long_text_loses_its_end_and_is_counted() throws IOException {
    LabelledTexts texts = read("a.csv", "text,label\nabcd,x\nabc,y\n");
    Examples<LabelledBatch> examples = texts.encode(TOKENIZER, 5);
    assertThat(examples.cut()).isEqualTo(1);
    assertThat(examples.dropped()).isZero();
    LabelledBatch batch = examples.fixed(2, 1).getFirst();
    assertThat(batch.inputs()).containsExactly(256, 'a', 'b', 'c', 256);
    assertThat(batch.lastPositions()).containsExactly(4);
    assertThatThrownBy(() -> texts.encode(TOKENIZER, 2))
        .hasMessage("context is 2; must be at least 3");
  }
}
