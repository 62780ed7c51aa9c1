package dev.assay.ui.parts;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A list whose rows stay the same components as long as their items are there, so that an update
 * changes only what differs and nothing on the screen flickers.
 *
 * @param <K> what identifies an item
 */
public class LiveList<K, T> extends Div {
  /** Shows one item, and later a newer state of the same item. */
  public abstract static class Row<T> extends Div {
    public abstract void show(T item);
  }

  private final Function<T, K> keyOf;
  private final Supplier<? extends Row<T>> newRow;
  private SequencedMap<K, Row<T>> rows = new LinkedHashMap<>();

  public LiveList(Function<T, K> keyOf, Supplier<? extends Row<T>> newRow) {
    this.keyOf = keyOf;
    this.newRow = newRow;
    addClassName("live-list");
    getElement().setAttribute("role", "list");
  }

  public void show(List<T> items) {
    SequencedMap<K, Row<T>> next = new LinkedHashMap<>();
    for (T item : items) {
      Row<T> row = Objects.requireNonNullElseGet(rows.get(keyOf.apply(item)), this::row);
      row.show(item);
      next.put(keyOf.apply(item), row);
    }
    arrange(next);
    rows = next;
  }

  private Row<T> row() {
    Row<T> row = newRow.get();
    row.addClassName("live-row");
    row.getElement().setAttribute("role", "listitem");
    return row;
  }

  private void arrange(Map<K, Row<T>> next) {
    rows.values().stream().filter(row -> !next.containsValue(row)).forEach(this::remove);
    int place = 0;
    for (Row<T> row : next.values()) {
      if (place >= getComponentCount() || !getComponentAt(place).equals((Component) row)) {
        addComponentAtIndex(place, row);
      }
      place++;
    }
  }
}
