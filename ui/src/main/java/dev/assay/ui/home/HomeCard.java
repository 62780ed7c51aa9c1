package dev.assay.ui.home;

import com.vaadin.flow.component.Component;

/**
 * Something that stands on top of Home's side column when a feature offers it, such as the alerts
 * that fire: a bean that makes the card anew for each page. Without such a bean nothing is shown.
 */
public interface HomeCard {
  /** A component that keeps itself up to date, and is not visible while it has nothing to say. */
  Component card();
}
