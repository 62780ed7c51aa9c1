package dev.assay.evaluations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.evaluation.Binary;
import dev.assay.evaluation.Multiclass;
import dev.assay.problem.Problem;
import dev.assay.tables.FileFormat;
import dev.assay.tables.RowReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PredictionsReaderTest {
  @TempDir Path folder;

  private static EvaluationSpec spec(Columns columns, List<String> classes, boolean renormalise) {
    return new EvaluationSpec(
        "test", "test", SplitBy.GIVEN, null, columns, classes, renormalise, null);
  }

  private static EvaluationSpec guessed(String... classes) {
    return spec(Columns.GUESSED, List.of(classes), false);
  }

  private Predictions csv(String text, EvaluationSpec spec) throws IOException {
    return PredictionsReader.read(
        Files.writeString(folder.resolve("p.csv"), text), FileFormat.CSV, spec);
  }

  private Predictions json(String text, EvaluationSpec spec) throws IOException {
    return PredictionsReader.read(
        Files.writeString(folder.resolve("p.jsonl"), text), FileFormat.JSON_LINES, spec);
  }

  private Problem.Invalid invalid(String text, EvaluationSpec spec) {
    return catchThrowableOfType(Problem.Invalid.class, () -> csv(text, spec));
  }

  private List<String> wrong(String text, EvaluationSpec spec) {
    return invalid(text, spec).violations().stream()
        .map(v -> v.field() + " is " + v.value() + ": " + v.rule())
        .toList();
  }

  private static Binary binary(Predictions rows) {
    return Objects.requireNonNull(rows.binary());
  }

  private static Multiclass multiclass(Predictions rows) {
    return Objects.requireNonNull(rows.multiclass());
  }

  private static List<@Nullable String> words(Predictions rows, String name) {
    Group.Words words = (Group.Words) rows.group(name);
    List<@Nullable String> read = new ArrayList<>();
    for (int code : words.codes()) {
      read.add(code < 0 ? null : words.values().get(code));
    }
    return read;
  }

  @Test
  void a_csv_with_everything_is_read_by_the_names_of_its_columns() throws IOException {
    Predictions rows =
        csv(
            """
            ID,y_true,Prob,timestamp,weight,country,empty
            7,1,0.75,2026-03-01T12:00:00Z,1,NL,
            8,0,0.25,2026-03-01T13:00:00+01:00,0,,
            9,1,1e-3,2026-03-01T14:00:00Z,2.5,DE,
            """,
            guessed());
    assertThat(rows.classes()).containsExactly("0", "1");
    assertThat(rows.size()).isEqualTo(3);
    assertThat(binary(rows).probability(2)).isEqualTo(0.001);
    assertThat(binary(rows).label(0)).isEqualTo(1);
    assertThat(binary(rows).label(1)).isZero();
    assertThat(binary(rows).weight(2)).isEqualTo(2.5);
    assertThat(rows.millis())
        .containsExactly(
            Instant.parse("2026-03-01T12:00:00Z").toEpochMilli(),
            Instant.parse("2026-03-01T12:00:00Z").toEpochMilli(),
            Instant.parse("2026-03-01T14:00:00Z").toEpochMilli());
    assertThat(rows.ids().areGiven()).isTrue();
    assertThat(rows.ids().of(1)).isEqualTo("8");
    assertThat(rows.groups()).extracting(Group::name).containsExactly("country");
    assertThat(words(rows, "country")).containsExactly("NL", null, "DE");
  }

  @Test
  void the_lines_of_our_agents_are_read_without_a_word() throws IOException {
    Predictions three =
        json(
            """
            {"id":"a","label":"cat","prediction":"dog","probabilities":{"cat":0.25,"dog":0.5,"owl":0.25}}
            {"id":"b","label":"owl","prediction":"owl","probabilities":{"owl":1,"cat":0,"dog":0}}
            """,
            guessed());
    assertThat(three.classes()).containsExactly("cat", "dog", "owl");
    assertThat(multiclass(three).label(1)).isEqualTo(2);
    assertThat(multiclass(three).probability(1, 2)).isEqualTo(1);
    assertThat(three.ids().of(0)).isEqualTo("a");
    assertThat(three.groups()).isEmpty();

    Predictions two =
        json(
            """
            {"id":"1","label":"spam","prediction":"spam","probabilities":{"ham":0.25,"spam":0.75}}
            {"id":"2","label":"ham","prediction":"spam","probabilities":{"ham":0.5,"spam":0.5}}
            """,
            guessed());
    assertThat(two.classes()).containsExactly("ham", "spam");
    assertThat(binary(two).probability(0)).isEqualTo(0.75);
    assertThat(binary(two).label(0)).isEqualTo(1);
    assertThat(binary(two).label(1)).isZero();
  }

  @Test
  void parquet_of_pyarrow_is_read() throws Exception {
    Path file =
        Path.of(Objects.requireNonNull(RowReader.class.getResource("predictions.parquet")).toURI());
    Predictions rows = PredictionsReader.read(file, FileFormat.PARQUET, guessed());
    assertThat(rows.size()).isEqualTo(500);
    assertThat(binary(rows).probability(499)).isEqualTo(0.93);
    assertThat(binary(rows).label(498)).isEqualTo(1);
    assertThat(rows.ids().of(499)).isEqualTo("500");
    assertThat(Objects.requireNonNull(rows.millis())[1])
        .isEqualTo(Instant.parse("2026-03-01T13:30:15.250Z").toEpochMilli());
    assertThat(words(rows, "country")).startsWith("NL", "DE", null);
    double[] age = ((Group.Numbers) rows.group("age")).values();
    assertThat(age[8]).isEqualTo(28);
    assertThat(age[9]).isNaN();
  }

  @Test
  void columns_of_the_specification_are_taken_and_no_others() throws IOException {
    Columns columns = new Columns("seen", List.of("said"), null, null, "key", List.of("site"));
    Predictions rows =
        csv(
            "key,seen,said,p,label,site,id\nx,yes,0.9,7,?,A,1\ny,no,0.2,8,?,B,1\n",
            spec(columns, List.of("no", "yes"), false));
    assertThat(binary(rows).probability(0)).isEqualTo(0.9);
    assertThat(binary(rows).label(0)).isEqualTo(1);
    assertThat(rows.ids().of(1)).isEqualTo("y");
    assertThat(rows.groups()).extracting(Group::name).containsExactly("site");
    Columns no = new Columns("seen", List.of("sayd"), null, null, null, List.of());
    assertThatThrownBy(() -> csv("seen,said\n1,0.5\n", spec(no, List.of(), false)))
        .hasMessage("column is sayd: the file has the columns seen, said");
  }

  @Test
  void an_error_tells_what_was_looked_for() {
    assertThat(wrong("outcome,p\n1,0.5\n", guessed()))
        .containsExactly(
            "columns.label is missing: say which column it is;"
                + " looked for label, y, target, y_true, the file has outcome, p");
    assertThat(wrong("label,guess\n1,0.5\n", guessed()))
        .singleElement()
        .asString()
        .startsWith("columns.probabilities is missing: say which column it is; looked for p, prob,")
        .endsWith("the file has label, guess");
  }

  @ParameterizedTest
  @CsvSource({
    "'prob_cat,prob_dog,prob_owl', 'cat,dog,owl'",
    "'p[0],p[1],p[2]', '0,1,2'",
    "'probabilities.x.a,probabilities.x.b,probabilities.x.c', 'a,b,c'",
    "'probabilities.cat_a,probabilities.cat_b,probabilities.cat_c', 'cat_a,cat_b,cat_c'",
    "'probability_0,probability_1,probability_2', '0,1,2'"
  })
  void names_of_classes_are_those_of_the_columns(String header, String classes) throws IOException {
    String last = classes.substring(classes.lastIndexOf(',') + 1);
    Predictions rows = csv("label," + header + "\n" + last + ",0.5,0.25,0.25\n", guessed());
    assertThat(rows.classes()).containsExactly(classes.split(",", -1));
    assertThat(multiclass(rows).label(0)).isEqualTo(2);
  }

  @Test
  void probabilities_are_in_the_order_of_the_classes() throws IOException {
    Predictions rows = csv("label,prob_a,prob_b,prob_c\nb,0.5,0.3,0.2\n", guessed("c", "b", "a"));
    assertThat(multiclass(rows).probability(0, 0)).isEqualTo(0.2);
    assertThat(multiclass(rows).label(0)).isEqualTo(1);
    Predictions named = csv("label,p[0],p[1],p[2]\nb,0.5,0.3,0.2\n", guessed("c", "b", "a"));
    assertThat(multiclass(named).probability(0, 0)).isEqualTo(0.5);
    assertThat(wrong("label,p[0],p[1],p[2]\nb,0.5,0.3,0.2\n", guessed("a", "b")))
        .containsExactly(
            "classes is 2 names: there are 3 columns of probabilities: p[0], p[1], p[2]");
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "1.0, 1", "false, 0", "True, 1", "TRUE, 1", "' 1', 1"})
  void labels_of_two_classes_are_0_and_1_or_false_and_true(String label, int expected)
      throws IOException {
    assertThat(binary(csv("label,p\n" + label + ",0.5\n", guessed())).label(0)).isEqualTo(expected);
    assertThat(binary(csv("label,p\n" + label + ",0.5\n", guessed("no", "yes"))).label(0))
        .isEqualTo(expected);
  }

  @Test
  void a_class_has_a_name() {
    assertThat(wrong("label,p[ ],p[b]\nb,0.5,0.5\n", guessed()))
        .containsExactly("classes is [ , b]: each has a name of its own");
  }

  @Test
  void classes_of_which_only_some_have_columns_are_refused() throws IOException {
    String text = "label,p.pos,p.neg\nneg,0.25,0.75\n";
    assertThat(wrong(text, guessed("neg", "positive")))
        .containsExactly(
            "classes is neg, positive: columns are of pos, neg; name these classes, or say which"
                + " columns are meant");
    assertThat(binary(csv(text, guessed("neg", "pos"))).probability(0)).isEqualTo(0.25);
    String others = "label,p.pos,p.neg\nbad,0.25,0.75\n";
    assertThat(binary(csv(others, guessed("good", "bad"))).probability(0)).isEqualTo(0.75);
  }

  @Test
  void the_last_of_two_classes_is_the_positive_one_whatever_its_name() throws IOException {
    Predictions rows = csv("label,p\n1,0.5\n0,0.5\n", guessed("1", "0"));
    assertThat(binary(rows).label(0)).isZero();
    assertThat(binary(rows).label(1)).isEqualTo(1);
  }

  @Test
  void labels_that_are_no_classes_are_told() {
    assertThat(wrong("label,p\nyes,0.5\n2,0.5\n,0.5\n-1,0.5\n", guessed()))
        .satisfiesExactly(
            v ->
                assertThat(v)
                    .startsWith("label in line 2 is yes: 0 or 1, false or true is expected"),
            v -> assertThat(v).startsWith("label in line 3 is 2:"),
            v -> assertThat(v).startsWith("label in line 4 is missing:"),
            v -> assertThat(v).startsWith("label in line 5 is -1:"));
    assertThat(wrong("label,p\n0,0.5\n", guessed("-1", "1")))
        .containsExactly("label in line 2 is 0: one of the classes is expected: -1, 1");
    assertThat(wrong("label,p.a,p.b,p.c\n0,1,0,0\n", guessed()))
        .containsExactly("label in line 2 is 0: one of the classes is expected: a, b, c");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-0.1", "1.0000001", "NaN", "inf", "", "x", "50%"})
  void probabilities_are_from_0_to_1(String p) {
    assertThat(wrong("label,p\n1,0.5\n1," + p + "\n", guessed()))
        .containsExactly(
            "p in line 3 is "
                + (p.isEmpty() ? "missing" : p)
                + ": a number from 0 to 1 is expected");
  }

  @Test
  void probabilities_of_classes_sum_to_one_within_a_ten_thousandth() throws IOException {
    assertThat(csv("label,p.a,p.b,p.c\na,0.33333,0.33333,0.33333\n", guessed()).size()).isOne();
    assertThat(wrong("label,p.a,p.b,p.c\na,0.5,0.25,0.25\na,0.5,0.25,0.2\n", guessed()))
        .containsExactly(
            "sum of probabilities in line 3 is 0.95: 1 is expected, give or take 1.0E-4;"
                + " ask for renormalisation if it is meant");
    assertThat(wrong("label,p.a,p.b\na,0.5,0.2\n", guessed())).hasSize(1);
  }

  @Test
  void rows_are_renormalised_when_it_is_asked_for() throws IOException {
    EvaluationSpec asked = spec(Columns.GUESSED, List.of(), true);
    Predictions rows = csv("label,p.a,p.b,p.c\na,2,1,1\nb,0.1,0.1,0\n", asked);
    assertThat(multiclass(rows).probability(0, 0)).isEqualTo(0.5);
    assertThat(multiclass(rows).probability(1, 1)).isEqualTo(0.5);
    assertThat(binary(csv("label,p.a,p.b\na,3,1\n", asked)).probability(0)).isEqualTo(0.25);
    assertThat(wrong("label,p.a,p.b,p.c\na,0,0,0\na,-1,1,1\n", asked))
        .containsExactly(
            "sum of probabilities in line 2 is 0.0: one of them is above 0",
            "p.a in line 3 is -1: a number from 0 to 1 is expected");
    assertThat(wrong("label,p\n1,1.5\n", asked)).hasSize(1); // one column has no sum
  }

  @Test
  void weights_are_finite_not_negative_and_one_of_them_above_0() {
    assertThat(wrong("label,p,weight\n1,0.5,-1\n1,0.5,\n1,0.5,inf\n", guessed()))
        .containsExactly(
            "weight in line 2 is -1: a finite number is expected, 0 or more",
            "weight in line 3 is missing: a finite number is expected, 0 or more",
            "weight in line 4 is inf: a finite number is expected, 0 or more");
    assertThat(wrong("label,p,weight\n1,0.5,0\n1,0.5,0\n", guessed()))
        .containsExactly("weight is 0 everywhere: one weight is above 0");
  }

  @Test
  void an_id_is_there_once_and_both_lines_are_named() {
    assertThat(wrong("id,label,p\n5,1,0.5\n\n6,1,0.5\n5,1,0.5\n6,0,0.1\n5,0,0.1\n", guessed()))
        .containsExactly(
            "id in line 5 is 5: line 2 has the same",
            "id in line 6 is 6: line 4 has the same",
            "id in line 7 is 5: line 2 has the same");
    assertThat(wrong("id,label,p\na,1,0.5\nb,1,0.5\na,1,0.5\n,1,0.5\n,1,0.5\n", guessed()))
        .containsExactly(
            "id in line 5 is missing: each row has an id when one has",
            "id in line 6 is missing: each row has an id when one has",
            "id in line 4 is a: line 2 has the same");
  }

  @Test
  void ids_become_texts_when_one_is() throws IOException {
    Predictions rows = csv("id,label,p\n5,1,0.5\n-7,1,0.5\n05,1,0.5\nx,1,0.5\n", guessed());
    assertThat(rows.ids().of(0)).isEqualTo("5");
    assertThat(rows.ids().of(1)).isEqualTo("-7");
    assertThat(rows.ids().of(2)).isEqualTo("05");
    assertThat(rows.ids().of(3)).isEqualTo("x");
    assertThat(wrong("id,label,p\n5,1,0.5\nx,1,0.5\n5,1,0.5\n", guessed()))
        .containsExactly("id in line 4 is 5: line 2 has the same");
  }

  @Test
  void rows_without_ids_are_numbered() throws IOException {
    Predictions rows = csv("label,p\n1,0.5\n0,0.5\n", guessed());
    assertThat(rows.ids().areGiven()).isFalse();
    assertThat(rows.ids().of(1)).isEqualTo("2");
  }

  @Test
  void times_without_a_zone_need_one() throws IOException {
    String text = "label,p,time\n1,0.5,2026-03-01 12:00\n";
    assertThat(wrong(text, guessed())).singleElement().asString().contains("it has no zone");
    EvaluationSpec berlin =
        new EvaluationSpec(
            "t",
            "t",
            SplitBy.TIME,
            null,
            Columns.GUESSED,
            List.of(),
            false,
            ZoneId.of("Europe/Berlin"));
    assertThat(csv(text, berlin).millis())
        .containsExactly(Instant.parse("2026-03-01T11:00:00Z").toEpochMilli());
    assertThat(
            wrong("label,p,time\n1,0.5,2026-03-01T12:00Z\n1,0.5,1772368215\n1,0.5,\n", guessed()))
        .satisfiesExactly(
            v -> assertThat(v).startsWith("time in line 3 is 1772368215: it is seconds since 1970"),
            v -> assertThat(v).startsWith("time in line 4 is missing: a time is expected"));
  }

  private void isTooLarge(String text, int most) throws IOException {
    Path file = Files.writeString(folder.resolve("large.csv"), text);
    assertThatThrownBy(() -> PredictionsReader.read(file, FileFormat.CSV, guessed(), most))
        .isInstanceOf(Problem.TooLarge.class)
        .hasMessageContaining("assay.evaluations.most-values");
    assertThat(PredictionsReader.read(file, FileFormat.CSV, guessed(), 2 * most).size())
        .isEqualTo(100);
  }

  @Test
  void what_rows_take_in_memory_is_bounded_whatever_takes_it() throws IOException {
    isTooLarge("label,p\n" + "1,0.5\n".repeat(100), 399);
    isTooLarge("label,p.a,p.b,p.c\n" + "a,0.5,0.25,0.25\n".repeat(100), 899);
    isTooLarge("label,p,empty\n" + "1,0.5,\n\n".repeat(100), 499 + 100);
    StringBuilder ids = new StringBuilder("label,p,id\n");
    for (int i = 0; i < 100; i++) {
      ids.append("1,0.5,%s%02d\n".formatted("x".repeat(15), i)); // 17 bytes, twice
    }
    isTooLarge(ids.toString(), 599);
  }

  @Test
  void ids_count_among_what_rows_take() throws IOException {
    long without = csv("label,p\n1,0.5\n0,0.5\n", guessed()).bytes();
    assertThat(csv("id,label,p\n5,1,0.5\n6,0,0.5\n", guessed()).bytes() - without).isEqualTo(16);
    assertThat(csv("id,label,p\nx,1,0.5\nyy,0,0.5\n", guessed()).bytes() - without)
        .isEqualTo(3 + 8);
  }

  @Test
  void ids_and_words_have_a_longest_length() throws IOException {
    String word = "w".repeat(201);
    assertThat(wrong("label,p,id\n1,0.5,%s\n1,0.5,a\n".formatted("i".repeat(1001)), guessed()))
        .singleElement()
        .asString()
        .startsWith("id in line 2 is iii")
        .endsWith("an id has at most 1,000 characters");
    String text = "label,p,site\n1,0.5,A\n1,0.5,%s\n".formatted(word);
    assertThat(csv(text, guessed()).groups()).isEmpty();
    Columns asked = new Columns(null, List.of(), null, null, null, List.of("site"));
    assertThat(wrong(text, spec(asked, List.of(), false)))
        .singleElement()
        .asString()
        .startsWith("site in line 3 is www")
        .endsWith("a group has words of at most 200 characters");
  }

  @Test
  void all_that_is_wrong_is_told_with_its_line_and_counted() {
    StringBuilder text = new StringBuilder("id,label,p,weight\n");
    for (int i = 0; i < 30; i++) {
      text.append("1,7,2,-1\n");
    }
    Problem.Invalid problem = invalid(text.toString(), guessed());
    assertThat(problem.violations()).hasSize(20);
    // label, p and weight of each row, and all ids but the first
    assertThat(problem)
        .hasMessageStartingWith("119 values are wrong, the first: label in line 2 is 7");
  }

  @Test
  void lines_that_are_no_rows_are_told_with_the_others() {
    assertThat(wrong("label,p\n1\n1,2\n", guessed()))
        .containsExactly(
            "line 2 is 1 fields: the first line names 2 columns",
            "p in line 3 is 2: a number from 0 to 1 is expected");
  }

  @Test
  void a_file_without_rows_is_refused() {
    assertThat(wrong("label,p\n", guessed()))
        .containsExactly("file is 0 rows: a row is needed at least");
  }

  @Test
  void one_class_only_is_taken() throws IOException {
    assertThat(csv("label,p\n1,0.5\n1,0.25\n", guessed()).size()).isEqualTo(2);
  }

  @Test
  void numbers_are_groups_when_they_are_many_and_words_when_they_are_few() throws IOException {
    StringBuilder text = new StringBuilder("label,p,year,age,code,mixed,text,salary\n");
    for (int i = 0; i < 3000; i++) {
      text.append(
          "1,0.5,%d,%d,%s,%s,t%d,%s\n"
              .formatted(
                  2000 + i % 5,
                  i % 40,
                  i % 700 == 0 ? "" : "c" + i % 900,
                  i % 40 == 0 ? "x" : i % 40,
                  i,
                  i == 0 ? "" : i + ".5"));
    }
    Predictions rows = csv(text.toString(), guessed());
    assertThat(rows.groups())
        .extracting(Group::name)
        .containsExactly("year", "age", "code", "mixed", "salary"); // each text is there once
    assertThat(rows.group("year")).isInstanceOf(Group.Words.class);
    assertThat(((Group.Numbers) rows.group("age")).values()).startsWith(0, 1, 2);
    assertThat(words(rows, "code")).startsWith(null, "c1", "c2").hasSize(3000);
    assertThat(words(rows, "mixed")).startsWith("x", "1");
    double[] salary = ((Group.Numbers) rows.group("salary")).values();
    assertThat(salary[0]).isNaN();
    assertThat(salary[2999]).isEqualTo(2999.5);
  }

  @Test
  void a_group_that_was_asked_for_and_is_none_is_told() {
    StringBuilder text = new StringBuilder("label,p,text,n\n");
    for (int i = 0; i < 1200; i++) {
      text.append("1,0.5,t%d,%s\n".formatted(i, i == 1100 ? "x" : i));
    }
    Columns columns = new Columns(null, List.of(), null, null, null, List.of("text", "n"));
    assertThat(wrong(text.toString(), spec(columns, List.of(), false)))
        .containsExactly(
            "text in line 1002 is t1000: a group has at most 1,000 different words",
            "n in line 1102 is x: a number is expected, as in the rows before");
  }

  @Test
  void keys_of_json_that_come_late_are_groups_and_late_classes_are_wrong() throws IOException {
    Predictions rows =
        json(
            """
            {"label":1,"p":0.5}
            {"label":0,"p":0.5,"site":"A"}
            """,
            guessed());
    assertThat(words(rows, "site")).containsExactly(null, "A");
    Problem.Invalid problem =
        catchThrowableOfType(
            Problem.Invalid.class,
            () ->
                json(
                    """
                    {"label":"a","probabilities":{"a":1,"b":0}}
                    {"label":"a","probabilities":{"a":0.5,"b":0.2,"c":0.3}}
                    """,
                    guessed()));
    assertThat(problem.violations().getFirst().field()).isEqualTo("probabilities.c in line 2");
    assertThat(problem.violations().getFirst().rule())
        .isEqualTo("the first row has the classes a, b");
  }
}
