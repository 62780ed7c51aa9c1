package dev.assay.ui.run;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.grid.GridVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.data.renderer.LitRenderer;
import dev.assay.ui.parts.FilterField;
import dev.assay.ui.text.Numbers;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Map.Entry;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The tags of a run, which editors add, change and remove where they stand. */
class TagChips extends Div {
  /** There may be thousands. */
  static final int MOST_SHOWN = 30;

  private static final int LONGEST = 8300;
  private static final int LONGEST_SHOWN = 120;

  private final boolean mayEdit;
  private final Consumer<String> remove;
  private final Div chips = new Div();
  private final InPlace adding;
  private @Nullable Map<String, String> shown;

  /**
   * @param set a tag
   * @param remove the one of that key
   */
  TagChips(boolean mayEdit, BiConsumer<String, String> set, Consumer<String> remove) {
    this.mayEdit = mayEdit;
    this.remove = remove;
    adding = new InPlace("tag", LONGEST, mayEdit, typed -> set(typed, set)).example("key: value");
    chips.addClassName("chips");
    addClassName("tags");
    add(chips, adding);
  }

  private void set(String typed, BiConsumer<String, String> set) {
    int colon = typed.indexOf(':');
    String key = colon < 0 ? typed : typed.substring(0, colon).strip();
    set.accept(key, colon < 0 ? "" : typed.substring(colon + 1).strip());
  }

  void show(Map<String, String> tags) {
    adding.show(""); // the field is for one more
    setVisible(mayEdit || !tags.isEmpty());
    if (tags.equals(shown)) {
      return;
    }
    shown = tags;
    chips.removeAll();
    tags.entrySet().stream().limit(MOST_SHOWN).forEach(tag -> chips.add(chip(tag)));
    if (tags.size() > MOST_SHOWN) {
      Button more =
          new Button(
              "and %s more".formatted(Numbers.whole(tags.size() - MOST_SHOWN)),
              click -> showAll(tags));
      more.addThemeVariants(ButtonVariant.LUMO_TERTIARY_INLINE);
      chips.add(more);
    }
  }

  private Span chip(Entry<String, String> tag) {
    String text = text(tag);
    Span chip = new Span();
    chip.addClassName("chip");
    String brief = text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
    if (!mayEdit) {
      chip.setText(brief);
      chip.setTitle(text);
      return chip;
    }
    Button change = new Button(brief, click -> adding.begin(text));
    change.setAriaLabel("Change the tag " + text);
    change.setTooltipText(brief.equals(text) ? "Change" : text);
    Button away = new Button("×", click -> remove.accept(tag.getKey()));
    away.setAriaLabel("Remove the tag " + tag.getKey());
    for (Button button : List.of(change, away)) {
      button.addThemeVariants(ButtonVariant.LUMO_TERTIARY_INLINE, ButtonVariant.LUMO_SMALL);
    }
    chip.add(change, away);
    return chip;
  }

  private static String text(Entry<String, String> tag) {
    return tag.getValue().isEmpty() ? tag.getKey() : tag.getKey() + ": " + tag.getValue();
  }

  private static void showAll(Map<String, String> tags) {
    Dialog dialog = new Dialog();
    dialog.setHeaderTitle(Numbers.count(tags.size(), "tag"));
    dialog.setWidth("min(720px, 95vw)");
    Grid<Entry<String, String>> grid = new Grid<>();
    grid.addThemeVariants(GridVariant.LUMO_NO_BORDER, GridVariant.LUMO_COMPACT);
    grid.setSelectionMode(Grid.SelectionMode.NONE);
    column(grid, "Tag").withProperty("text", Entry::getKey);
    column(grid, "Value").withProperty("text", Entry::getValue);
    grid.setItems(tags.entrySet());
    FilterField filter = new FilterField("Search tags");
    filter.addValueChangeListener(
        change ->
            grid.getListDataView()
                .setFilter(
                    tag ->
                        text(tag)
                            .toLowerCase(Locale.ROOT)
                            .contains(change.getValue().toLowerCase(Locale.ROOT))));
    dialog.add(filter, grid);
    dialog.getFooter().add(new Button("Close", click -> dialog.close()));
    dialog.open();
  }

  private static LitRenderer<Entry<String, String>> column(
      Grid<Entry<String, String>> grid, String header) {
    LitRenderer<Entry<String, String>> text =
        LitRenderer.of("<span title=${item.text}>${item.text}</span>");
    grid.addColumn(text).setHeader(header).setResizable(true);
    return text;
  }
}
