package dev.assay.mlflow;

import dev.assay.runs.Shelf;
import java.util.Set;

/** Which things a search is for; in MLflow's order, in which their numbers are 1, 2 and 3. */
enum ViewType {
  ACTIVE_ONLY,
  DELETED_ONLY,
  ALL;

  /** What is archived is out of sight for people; for a program it is there. */
  Set<Shelf> shelves() {
    return switch (this) {
      case ACTIVE_ONLY -> Set.of(Shelf.ACTIVE, Shelf.ARCHIVED);
      case DELETED_ONLY -> Set.of(Shelf.DELETED);
      case ALL -> Set.of(Shelf.ACTIVE, Shelf.ARCHIVED, Shelf.DELETED);
    };
  }

  static ViewType of(Fields request, String field) {
    ViewType type = request.choice(field, ViewType.class, e -> e.ordinal() + 1);
    return type == null ? ACTIVE_ONLY : type;
  }
}
