package dev.assay.ui.sweeps;

import dev.assay.problem.Problem;
import dev.assay.sweeps.Budget;
import dev.assay.sweeps.Sweep;
import dev.assay.sweeps.SweepId;
import dev.assay.sweeps.Sweeps;
import dev.assay.ui.shell.CurrentAccount;
import org.springframework.stereotype.Component;

/** What people do with a sweep. */
@Component
class SweepActions {
  private final Sweeps sweeps;
  private final CurrentAccount account;

  SweepActions(Sweeps sweeps, CurrentAccount account) {
    this.sweeps = sweeps;
    this.account = account;
  }

  boolean mayEdit() {
    return account.mayEdit();
  }

  Sweep pause(SweepId id) {
    return sweeps.pause(id, account.get().id());
  }

  Sweep resume(SweepId id) {
    return sweeps.resume(id, account.get().id());
  }

  Sweep stop(SweepId id) {
    return sweeps.stop(id, account.get().id());
  }

  /**
   * @throws Problem.Invalid when the budget is no greater
   */
  Sweep extend(SweepId id, Budget budget) {
    return sweeps.extend(id, budget, account.get().id());
  }
}
