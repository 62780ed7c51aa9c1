package dev.assay.recipes;

import dev.assay.corpus.Batch;
import dev.assay.corpus.MultipleChoice;
import dev.assay.corpus.MultipleChoice.Choice;
import dev.assay.corpus.MultipleChoice.Question;
import dev.assay.corpus.Origin;
import dev.assay.evaluation.ChoiceScores;
import dev.assay.model.Gpt.TokenScore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Measures which choices of questions a language model finds likely. */
final class ChoiceExaminer {

  private final Function<Batch, List<TokenScore>> scores;
  private final MultipleChoice questions;
  private final int sequences;
  private final long padding;
  private final List<Place> places;

  /** A choice of a question. */
  private record Place(int question, int index, Choice choice) {}

  /**
   * @param scores of the targets that count
   * @param sequences scored at a time
   * @param padding an id
   */
  ChoiceExaminer(
      Function<Batch, List<TokenScore>> scores,
      MultipleChoice questions,
      int sequences,
      long padding) {
    this.scores = scores;
    this.questions = questions;
    this.sequences = sequences;
    this.padding = padding;
    this.places = longestFirst(questions.questions());
  }

  /** Of like length, so that little is padded; what needs most memory does so at once. */
  private static List<Place> longestFirst(List<Question> questions) {
    List<Place> places = new ArrayList<>();
    for (int question = 0; question < questions.size(); question++) {
      List<Choice> choices = questions.get(question).choices();
      for (int index = 0; index < choices.size(); index++) {
        places.add(new Place(question, index, choices.get(index)));
      }
    }
    places.sort(Comparator.comparingInt(place -> -place.choice.ids().length)); // stable
    return places;
  }

  /** How many batches there are. */
  int batches() {
    return (places.size() + sequences - 1) / sequences;
  }

  /**
   * Records nothing when it is to stop.
   *
   * @param folder of the run
   * @param done takes the number of batches
   */
  void examine(Path folder, RunRecorder run, BooleanSupplier stop, IntConsumer done)
      throws IOException, InterruptedException {
    Optional<ChoiceScores> found = scores(stop, done);
    if (found.isEmpty()) {
      return;
    }
    for (Map.Entry<String, Double> metric : found.get().metrics().entrySet()) {
      run.metric("mc/" + metric.getKey(), 0, metric.getValue());
    }
    Path file = Files.createDirectories(folder).resolve("multiple-choice.jsonl");
    List<String> letters =
        IntStream.range(0, questions.mostChoices()).mapToObj(MultipleChoice::letter).toList();
    List<Origin> origins = questions.questions().stream().map(Question::origin).toList();
    Predictions.write(file, found.get().classification(), letters, origins);
    var stored =
        new PredictionFile(
            "evaluations/multiple-choice/predictions.jsonl",
            "multiple-choice",
            "multiple-choice",
            PredictionFile.SplitBy.GIVEN,
            0L, // as the other metrics; those of next tokens by position have others
            letters);
    run.upload(stored.artifact(), file);
    run.evaluation(stored);
  }

  /**
   * Empty when it was to stop.
   *
   * @param done takes the number of batches
   */
  Optional<ChoiceScores> scores(BooleanSupplier stop, IntConsumer done) {
    List<Question> all = questions.questions();
    var logLikelihoods = new double[all.size()][];
    var bytes = new int[all.size()][];
    for (int question = 0; question < all.size(); question++) {
      List<Choice> choices = all.get(question).choices();
      logLikelihoods[question] = new double[choices.size()];
      bytes[question] = choices.stream().mapToInt(Choice::bytes).toArray();
    }
    for (int batch = 0; batch < batches(); batch++) {
      if (stop.getAsBoolean()) {
        return Optional.empty();
      }
      score(batch, logLikelihoods);
      done.accept(batch + 1);
    }
    int[] answers = all.stream().mapToInt(Question::answer).toArray();
    return Optional.of(new ChoiceScores(logLikelihoods, bytes, answers));
  }

  private void score(int batch, double[][] logLikelihoods) {
    int end = Math.min((batch + 1) * sequences, places.size());
    List<Place> some = places.subList(batch * sequences, end);
    Iterator<TokenScore> next =
        scores
            .apply(MultipleChoice.batch(some.stream().map(Place::choice).toList(), padding))
            .iterator();
    for (Place place : some) {
      for (int t = place.choice.given(); t < place.choice.ids().length; t++) {
        logLikelihoods[place.question][place.index] -= next.next().lossNats();
      }
    }
  }
}
