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
   * @param csv points to be imported, as {@link Studies#importCsv} takes them; empty for none
   * @throws dev.assay.problem.Problem.Invalid when the filter or the points are wrong, or there are
   *     too many
   */
  public List<Observation> of(StudySpec spec, String csv) {
    List<SweepId> sweeps =
        switch (spec.source()) {
          case StudySource.OfSweep(SweepId sweep) -> List.of(sweep);
          case StudySource.Search _, StudySource.Imported _ -> List.of();
        };
    return gathering.all(
        spec, sweeps, csv.isBlank() ? List.of() : CsvRows.read(csv, List.of()), Map.of());
  }
}
