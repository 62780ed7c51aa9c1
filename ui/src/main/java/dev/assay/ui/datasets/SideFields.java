package dev.assay.ui.datasets;

import com.vaadin.flow.component.datepicker.DatePicker;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.router.QueryParameters;
import dev.assay.datasets.DatasetVersion;
import dev.assay.datasets.Datasets.Side;
import dev.assay.datasets.Shape;
import dev.assay.datasets.Window;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Asks for a version, and perhaps for days of it. */
final class SideFields extends Div {
  private final String word;
  private final Select<DatasetVersion> version = new Select<>();
  private final DatePicker from = new DatePicker("From (UTC)");
  private final DatePicker to = new DatePicker("To before");

  /**
   * @param word that its settings have in the address
   */
  SideFields(String label, String word, List<DatasetVersion> versions) {
    this.word = word;
    addClassName("side-fields");
    version.setLabel("Version");
    version.setItems(versions);
    version.setItemLabelGenerator(v -> v.number() + (v.note().isBlank() ? "" : " · " + v.note()));
    version.addValueChangeListener(_ -> offerDays());
    for (DatePicker day : List.of(from, to)) {
      day.setClearButtonVisible(true);
      day.setI18n(new DatePicker.DatePickerI18n().setDateFormat("yyyy-MM-dd"));
    }
    Span title = new Span(label);
    title.addClassName("side-label");
    add(title, version, from, to);
    getElement().setAttribute("role", "group");
    getElement().setAttribute("aria-label", label);
  }

  /** Days need a column that says when rows were. */
  private void offerDays() {
    @Nullable DatasetVersion chosen = version.getValue();
    @Nullable Shape shape = chosen == null ? null : chosen.shape();
    @Nullable Instant first = shape == null ? null : shape.from();
    @Nullable Instant last = shape == null ? null : shape.to();
    from.setVisible(first != null);
    to.setVisible(first != null);
    if (first != null && last != null) {
      from.setInitialPosition(day(first));
      to.setInitialPosition(day(first));
      from.setPlaceholder(day(first).toString());
      to.setPlaceholder(day(last).plusDays(1).toString());
    }
  }

  private static LocalDate day(Instant at) {
    return LocalDate.ofInstant(at, ZoneOffset.UTC);
  }

  /** What the address says, else a version without days. */
  void set(QueryParameters settings, int usual) {
    int number =
        settings
            .getSingleParameter(word)
            .filter(n -> n.matches("\\d{1,9}"))
            .map(Integer::valueOf)
            .orElse(usual);
    version
        .getListDataView()
        .getItems()
        .filter(v -> v.number() == number)
        .findFirst()
        .ifPresent(version::setValue);
    from.setValue(day(settings, word + "From"));
    to.setValue(day(settings, word + "To"));
  }

  private static @Nullable LocalDate day(QueryParameters settings, String name) {
    try {
      return settings.getSingleParameter(name).map(LocalDate::parse).orElse(null);
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  /** For the address. */
  Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    @Nullable DatasetVersion chosen = version.getValue();
    settings.put(word, chosen == null ? "" : Integer.toString(chosen.number()));
    settings.put(word + "From", from.getValue() == null ? "" : from.getValue().toString());
    settings.put(word + "To", to.getValue() == null ? "" : to.getValue().toString());
    return settings;
  }

  /** Null while no version is chosen. */
  @Nullable Side side() {
    @Nullable DatasetVersion chosen = version.getValue();
    return chosen == null
        ? null
        : new Side(chosen.number(), new Window(start(from.getValue()), start(to.getValue())));
  }

  private static @Nullable Instant start(@Nullable LocalDate day) {
    return day == null ? null : day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
