package dev.assay.ui.scaling;

import dev.assay.studies.LawOutcome;
import dev.assay.studies.Observation;
import dev.assay.studies.Study;
import dev.assay.studies.StudyId;
import dev.assay.studies.StudyOutcome;
import dev.assay.studies.StudySpec;
import dev.assay.studies.VersionHead;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A study as it is now, or as one of its versions has kept it.
 *
 * @param version null for now
 * @param source where its runs come from, in words
 * @param observations by N, then D; no more than {@link StudyReader#MOST_OBSERVATIONS}
 */
record StudyState(
    Study study,
    @Nullable VersionHead version,
    StudySpec spec,
    String source,
    List<Observation> observations,
    @Nullable StudyOutcome outcome) {
  StudyState {
    observations = List.copyOf(observations);
  }

  StudyId id() {
    return study.id();
  }

  boolean isFrozen() {
    return version != null;
  }

  @Nullable Integer number() {
    return version == null ? null : version.number();
  }

  /** Whether something newer is being fitted. */
  boolean isStale() {
    return !isFrozen() && study.stale();
  }

  @Nullable LawOutcome law() {
    return outcome == null ? null : outcome.law();
  }

  /** When it was fitted; null when it never was. */
  @Nullable Instant fitted() {
    return outcome == null ? null : outcome.at();
  }

  /** Observations that count and can be drawn. */
  List<Observation> counted() {
    return observations.stream().filter(Observation::counts).filter(StudyState::isWhole).toList();
  }

  static boolean isWhole(Observation o) {
    return o.params() != null && o.tokens() != null && o.flops() != null && o.lossNats() != null;
  }
}
