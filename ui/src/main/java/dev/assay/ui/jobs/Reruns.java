package dev.assay.ui.jobs;

import com.vaadin.flow.router.QueryParameters;
import dev.assay.jobs.Forks;
import dev.assay.jobs.Job;
import dev.assay.jobs.Jobs;
import dev.assay.problem.Problem;
import dev.assay.runs.Experiments;
import dev.assay.runs.Run;
import dev.assay.runs.RunId;
import dev.assay.runs.Runs;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Runs that are made like others: with their recipe and params, to be changed in a form. */
@Component
public class Reruns {
  /** What {@code ./assay train} says of a run that no job stands for. */
  private static final String RECIPE = "recipe";

  private static final Pattern NUMBERED = Pattern.compile("(.*)-(\\d{1,9})", Pattern.DOTALL);
  private static final int LONGEST_NAME = 250;

  private final Runs runs;
  private final Experiments experiments;
  private final Jobs jobs;
  private final Forks forks;

  Reruns(Runs runs, Experiments experiments, Jobs jobs, Forks forks) {
    this.runs = runs;
    this.experiments = experiments;
    this.jobs = jobs;
    this.forks = forks;
  }

  /** The recipe that can make a run again; empty when nothing is known of one. */
  public static Optional<String> recipe(Run run, Optional<Job> job) {
    return job.map(Job::recipe).or(() -> Optional.ofNullable(run.tags().get(RECIPE)));
  }

  /** Where the form is that begins with a run's params. */
  public static QueryParameters form(RunId like) {
    return QueryParameters.simple(Map.of("like", like.toString()));
  }

  /**
   * Where the form is for a run that goes on from a checkpoint of another.
   *
   * @param name null for one that is suggested
   */
  public static QueryParameters form(RunId like, long step, @Nullable String name) {
    Map<String, String> parameters = new HashMap<>();
    parameters.put("like", like.toString());
    parameters.put("fork", Long.toString(step));
    if (name != null) {
      parameters.put("name", name);
    }
    return QueryParameters.simple(parameters);
  }

  /**
   * What a form's address says of the run that it begins with; empty when it says nothing of one,
   * or no recipe made that.
   *
   * @throws Problem.NotFound when there is no such run, or no checkpoint at that step
   */
  public Optional<Origin> origin(QueryParameters asked) {
    Optional<String> like = asked.getSingleParameter("like");
    if (like.isEmpty()) {
      return Optional.empty();
    }
    Run run = runs.get(id(like.get()));
    Optional<Job> job = jobs.of(run.id());
    return recipe(run, job)
        .map(
            recipe ->
                new Origin(
                    run,
                    recipe,
                    experiments.get(run.experimentId()).name(),
                    params(run, job),
                    asked.getSingleParameter("name").orElseGet(() -> next(run.name())),
                    asked
                        .getSingleParameter("fork")
                        .map(
                            step ->
                                forks.checkpoints(run).stream()
                                    .filter(c -> Long.toString(c.step()).equals(step))
                                    .findFirst()
                                    .orElseThrow(
                                        () ->
                                            new Problem.NotFound(
                                                "checkpoint", "of step " + step)))));
  }

  private static RunId id(String text) {
    try {
      return RunId.of(text);
    } catch (IllegalArgumentException e) {
      throw new Problem.NotFound("run", text);
    }
  }

  /** A run that has not begun has none yet. */
  private static ObjectNode params(Run run, Optional<Job> job) {
    return job.filter(_ -> run.params().isEmpty()).map(Job::params).orElse(run.params()).tree();
  }

  /** {@code wider} becomes {@code wider-2}, and that {@code wider-3}. */
  static String next(String name) {
    Matcher numbered = NUMBERED.matcher(name);
    String next =
        numbered.matches()
            ? numbered.group(1) + "-" + (Long.parseLong(numbered.group(2)) + 1)
            : name + "-2";
    return next.length() <= LONGEST_NAME ? next : "";
  }
}
