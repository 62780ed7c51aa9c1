package dev.assay.ui.datasets;

import dev.assay.datasets.DatasetId;
import dev.assay.datasets.Datasets;
import dev.assay.datasets.NewDatasetVersion;
import dev.assay.datasets.Uploaded;
import dev.assay.team.UserId;
import dev.assay.ui.shell.CurrentAccount;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.stereotype.Component;

/** What people do with data sets. */
@Component
class DatasetActions {
  private final Datasets datasets;
  private final CurrentAccount account;

  DatasetActions(Datasets datasets, CurrentAccount account) {
    this.datasets = datasets;
    this.account = account;
  }

  boolean mayEdit() {
    return account.mayEdit();
  }

  UserId me() {
    return account.get().id();
  }

  /**
   * @param by asked for before, as a file comes on a thread that nobody is signed in on
   */
  Uploaded upload(NewDatasetVersion what, long bytes, InputStream body, UserId by)
      throws IOException {
    return datasets.upload(what, bytes < 0 ? null : bytes, body, by);
  }

  void profileAgain(DatasetId id, int version) {
    datasets.profileAgain(id, version);
  }

  void delete(DatasetId id) {
    datasets.delete(id);
  }

  void delete(DatasetId id, int version) {
    datasets.delete(id, version);
  }
}
