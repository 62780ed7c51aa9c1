package dev.assay.ui.scaling;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.data.renderer.LitRenderer;
import dev.assay.studies.Observation;
import dev.assay.ui.parts.Card;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.Table;
import dev.assay.ui.text.Numbers;
import java.util.List;

/** What a study would look at, before there is one. */
final class StudyPreview extends Div {
  private static final int FIRST = 12;

  private final Nothing none = new Nothing("");
  private final Span count = new Span();
  private final Table<Observation> table = new Table<>("First observations");

  StudyPreview() {
    addClassName("study-preview");
    none.getElement().setAttribute("role", "status");
    count.addClassName("soft");
    table
        .addColumn(
            LitRenderer.<Observation>of(
                    "<span class='sure'><span>${item.name}</span><span class='left-out'>${item.why}"
                        + "</span></span>")
                .withProperty("name", Observation::label)
                .withProperty("why", o -> o.counts() ? "" : RunsTab.why(o)))
        .setHeader("Run")
        .setWidth("130px")
        .setFlexGrow(1);
    table
        .number("N", "74px", o -> Amounts.count(o.params()))
        .number("D", "74px", o -> Amounts.count(o.tokens()))
        .number("L", "74px", o -> Amounts.nats(o.lossNats()));
    add(new Card("What it would look at", none, count, table));
    nothing("");
  }

  void nothing(String why) {
    none.say(why);
    none.setVisible(true);
    count.setVisible(false);
    table.setVisible(false);
  }

  void show(List<Observation> all) {
    if (all.isEmpty()) {
      nothing("No run is found. Choose other experiments or another filter.");
      return;
    }
    none.setVisible(false);
    count.setVisible(true);
    table.setVisible(true);
    long counts = all.stream().filter(Observation::counts).count();
    count.setText(
        "%s of %s count%s"
            .formatted(
                Numbers.whole(counts),
                Numbers.count(all.size(), "observation"),
                all.size() > FIRST ? "; the first " + FIRST + " by N:" : ":"));
    table.show(all.stream().limit(FIRST).toList());
  }
}
