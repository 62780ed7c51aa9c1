package dev.assay.ui.evaluations;

import dev.assay.ui.live.Pulse;
import org.springframework.stereotype.Component;

/** What pages of evaluations are made with. */
@Component
public record EvaluationParts(EvaluationReader reader, EvaluationActions actions, Pulse pulse) {}
