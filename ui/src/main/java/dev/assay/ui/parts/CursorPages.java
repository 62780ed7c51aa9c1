package dev.assay.ui.parts;

import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.data.provider.CallbackDataProvider;
import com.vaadin.flow.data.provider.Query;
import dev.assay.paging.Page;
import dev.assay.paging.PageRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Offers a list that is read forward by cursor to a grid, which asks for rows by their place. */
public final class CursorPages<T> {
  private static final int ROWS = 100;

  private final Function<T, Object> idOf;
  private final Function<PageRequest, Page<T>> source;
  private final List<T> loaded = new ArrayList<>();
  private @Nullable String cursor;
  private boolean complete;

  public CursorPages(Function<T, Object> idOf, Function<PageRequest, Page<T>> source) {
    this.idOf = idOf;
    this.source = source;
  }

  /** Makes a grid show this list, read anew from its beginning. */
  public void show(Grid<T> grid) {
    loaded.clear();
    cursor = null;
    complete = false;
    loadNext();
    grid.setItems(
        new CallbackDataProvider<T, Void>(this::fetch, query -> loaded.size(), idOf::apply));
    if (!complete) {
      // the grid finds the end as it is scrolled; a list that fits one page has its exact height at
      // once
      grid.getLazyDataView().setItemCountUnknown();
    }
  }

  public boolean isEmpty() {
    return loaded.isEmpty();
  }

  /**
   * Puts the newest states of the first rows in their places, without moving anything on the
   * screen.
   *
   * @return whether they were the same rows in the same order; otherwise nothing has changed here
   */
  public boolean replaceHead(List<T> head, Grid<T> grid) {
    boolean same =
        complete && loaded.size() <= ROWS
            ? head.size() == loaded.size()
            : head.size() <= loaded.size();
    for (int i = 0; same && i < head.size(); i++) {
      same = idOf.apply(head.get(i)).equals(idOf.apply(loaded.get(i)));
    }
    for (int i = 0; same && i < head.size(); i++) {
      if (!loaded.get(i).equals(head.get(i))) {
        loaded.set(i, head.get(i));
        grid.getDataProvider().refreshItem(head.get(i));
      }
    }
    return same;
  }

  private Stream<T> fetch(Query<T, Void> query) {
    int end = query.getOffset() + query.getLimit();
    while (loaded.size() < end && !complete) {
      loadNext();
    }
    return loaded.stream().skip(query.getOffset()).limit(query.getLimit());
  }

  private void loadNext() {
    Page<T> page = source.apply(new PageRequest(ROWS, cursor));
    loaded.addAll(page.items());
    cursor = page.nextCursor();
    complete = cursor == null;
  }
}
