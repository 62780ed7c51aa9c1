package dev.assay.studies;

import dev.assay.sweeps.SweepId;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Service;

/** What a study would look at, before there is one. */
@Service
public class Previews {
  private final Gathering gathering;

  Previews(Gathering gathering) {
    this.gathering = gathering;
  }

  /**
   * The observations by N, then D, those that would be left out with the reason.
   *
   * @throws dev.assay.problem.Problem.Invalid when the filter is wrong, or there are too many
   */
  public List<Observation> of(StudySpec spec) {
    List<SweepId> sweeps =
        switch (spec.source()) {
          case StudySource.OfSweep(SweepId sweep) -> List.of(sweep);
          case StudySource.Search _, StudySource.Imported _ -> List.of();
        };
    return gathering.all(spec, sweeps, List.of(), Map.of());
  }
}
