package dev.assay.ui.evaluations;

import dev.assay.evaluations.Evaluation;
import dev.assay.evaluations.EvaluationId;
import dev.assay.evaluations.EvaluationSpec;
import dev.assay.evaluations.Evaluations;
import dev.assay.evaluations.Recalibrated;
import dev.assay.evaluations.RecalibrationId;
import dev.assay.evaluations.Recalibrations;
import dev.assay.runs.RunId;
import dev.assay.tables.FileFormat;
import dev.assay.team.UserId;
import dev.assay.ui.shell.CurrentAccount;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.stereotype.Component;

/** What people do with evaluations. Whoever does it is asked for first, on the page's thread. */
@Component
public class EvaluationActions {
  private final Evaluations evaluations;
  private final Recalibrations recalibrations;
  private final CurrentAccount account;

  EvaluationActions(
      Evaluations evaluations, Recalibrations recalibrations, CurrentAccount account) {
    this.evaluations = evaluations;
    this.recalibrations = recalibrations;
    this.account = account;
  }

  public boolean mayEdit() {
    return account.mayEdit();
  }

  UserId me() {
    return account.get().id();
  }

  Evaluation upload(RunId run, EvaluationSpec spec, FileFormat format, InputStream body, UserId by)
      throws IOException {
    return evaluations.create(run, spec, format, body, by);
  }

  void cancel(EvaluationId id) {
    evaluations.cancel(id, me());
  }

  void recompute(EvaluationId id) {
    evaluations.recompute(id, me());
  }

  void delete(EvaluationId id) {
    evaluations.delete(id, me());
  }

  Recalibrated recalibrate(EvaluationId fitOn, EvaluationId judgeOn, UserId by) {
    return recalibrations.create(fitOn, judgeOn, by);
  }

  void delete(RecalibrationId id) {
    recalibrations.delete(id, me());
  }
}
