package dev.assay.ui.scaling;

import dev.assay.problem.Problem;
import dev.assay.search.Configuration;
import dev.assay.studies.ImportResult;
import dev.assay.studies.PlanOutcome;
import dev.assay.studies.PlanRequest;
import dev.assay.studies.Studies;
import dev.assay.studies.Study;
import dev.assay.studies.StudyId;
import dev.assay.studies.StudySpec;
import dev.assay.studies.VersionHead;
import dev.assay.sweeps.Sweep;
import dev.assay.team.UserId;
import dev.assay.ui.shell.CurrentAccount;
import java.util.List;
import org.springframework.stereotype.Component;

/** What people do with a study. */
@Component
class StudyActions {
  private final Studies studies;
  private final CurrentAccount account;

  StudyActions(Studies studies, CurrentAccount account) {
    this.studies = studies;
    this.account = account;
  }

  boolean mayEdit() {
    return account.mayEdit();
  }

  private UserId me() {
    return account.get().id();
  }

  /**
   * Makes a study, perhaps of points from a file: when those are refused, there is none.
   *
   * @param csv empty for none
   * @throws Problem.Invalid with all that is wrong
   */
  Study create(StudySpec spec, String csv) {
    Study study = studies.create(spec, me());
    if (!csv.isBlank()) {
      try {
        studies.importCsv(study.id(), csv, me());
      } catch (Problem refused) {
        studies.delete(study.id(), me());
        throw refused;
      }
    }
    return study;
  }

  /**
   * @param csv more points; empty for none
   * @throws Problem.Invalid with all that is wrong; nothing is changed then
   */
  Study change(StudyId id, StudySpec spec, String csv) {
    if (!csv.isBlank()) {
      studies.importCsv(id, csv, me());
    }
    return studies.change(id, spec, me());
  }

  void delete(StudyId id) {
    studies.delete(id, me());
  }

  Study refit(StudyId id) {
    return studies.refit(id);
  }

  ImportResult importCsv(StudyId id, String csv) {
    return studies.importCsv(id, csv, me());
  }

  void removeImported(StudyId id) {
    studies.removeImported(id, me());
  }

  void leaveOut(StudyId id, String key, String reason) {
    studies.leaveOut(id, key, reason, me());
  }

  void takeIn(StudyId id, String key) {
    studies.takeIn(id, key, me());
  }

  VersionHead freeze(StudyId id, String note) {
    return studies.freeze(id, note, me()).head();
  }

  PlanOutcome plan(StudyId id, PlanRequest request) {
    return studies.plan(id, request);
  }

  Sweep queue(StudyId id, PlanRequest request, List<Configuration> chosen) {
    return studies.queue(id, request, chosen, me());
  }
}
