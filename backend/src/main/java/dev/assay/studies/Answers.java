package dev.assay.studies;

import dev.assay.scaling.BestUse;
import dev.assay.scaling.Bootstrap;
import dev.assay.scaling.Interval;
import java.util.Locale;

/** What a fitted law says; it costs milliseconds to ask. */
public final class Answers {
  private final Bootstrap bootstrap;
  private final double mostParams;
  private final double mostTokens;

  Answers(Bootstrap bootstrap, double mostParams, double mostTokens) {
    this.bootstrap = bootstrap;
    this.mostParams = mostParams;
    this.mostTokens = mostTokens;
  }

  public Prediction predict(double params, double tokens) {
    double paramsBeyond = params / mostParams;
    double tokensBeyond = tokens / mostTokens;
    return new Prediction(
        params,
        tokens,
        new dev.assay.scaling.Size(params, tokens).flops(),
        bootstrap.lossNats(params, tokens),
        bootstrap.lossOfRunNats(params, tokens),
        paramsBeyond,
        tokensBeyond,
        reach(paramsBeyond, tokensBeyond));
  }

  /** The law alone, for bands. */
  public Interval law(double params, double tokens) {
    return bootstrap.lossNats(params, tokens);
  }

  public BestUse best(double flops) {
    return bootstrap.bestUse(flops);
  }

  /** What a budget that is larger by a factor gives. */
  public BestUse.More best(double flops, double factor) {
    return bootstrap.more(flops, factor);
  }

  private static String reach(double params, double tokens) {
    if (params <= 1 && tokens <= 1) {
      return "within the params and tokens that were run";
    }
    String larger = params > 1 ? times(params) + "the largest params" : "";
    String longer = tokens > 1 ? times(tokens) + "the most tokens" : "";
    String between = params > 1 && tokens > 1 ? " and " : "";
    return "extrapolated: " + larger + between + longer + " that were run";
  }

  private static String times(double factor) {
    return String.format(Locale.ROOT, "%.3g times ", factor);
  }
}
