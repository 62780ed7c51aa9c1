package dev.assay.ui.run;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Pre;
import com.vaadin.flow.component.html.Span;
import dev.assay.runs.RunId;
import dev.assay.runs.Sample;
import dev.assay.ui.live.Pulse;
import dev.assay.ui.parts.LiveList;
import dev.assay.ui.parts.Nothing;
import dev.assay.ui.parts.TimeText;
import dev.assay.ui.text.Numbers;
import java.util.List;

/** What the model wrote as it learnt, newest first. */
class SamplesTab extends Div {
  private final LiveList<Object, Sample> samples = new LiveList<>(s -> s, SampleRow::new);
  private final Nothing none =
      new Nothing("No samples. A recipe that evaluates a language model records what it writes.");

  SamplesTab(RunId run, RunReader reader, Pulse pulse) {
    samples.addClassName("samples");
    add(samples, none);
    pulse.follow(this, () -> reader.samples(run), this::show);
  }

  private void show(List<Sample> newest) {
    samples.show(newest);
    none.setVisible(newest.isEmpty());
  }

  private static final class SampleRow extends LiveList.Row<Sample> {
    private final Span step = new Span();
    private final TimeText when = new TimeText();
    private final Span prompt = new Span();
    private final Span text = new Span();

    SampleRow() {
      addClassName("card");
      step.addClassName("sample-step");
      when.addClassName("soft");
      prompt.addClassName("prompt");
      Div head = new Div(step, when);
      head.addClassName("sample-head");
      Pre body = new Pre();
      body.add(prompt, text);
      add(head, body);
    }

    @Override
    public void show(Sample sample) {
      step.setText("Step " + Numbers.whole(sample.step()));
      when.showAgo(sample.at());
      prompt.setText(sample.prompt());
      text.setText(withoutPrompt(sample));
    }

    /** Some models give the prompt back in front of what they write. */
    private static String withoutPrompt(Sample sample) {
      return sample.text().startsWith(sample.prompt())
          ? sample.text().substring(sample.prompt().length())
          : sample.text();
    }
  }
}
