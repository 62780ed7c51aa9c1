"""Writes calibration.json: how well probabilities say how often they are right, in plain NumPy.

Run: python3 calibration.py > calibration.json   (made with NumPy 2.4.6; scikit-learn 1.9.1 checks and gives the AUCs)

A case has logits (rows, classes), row by row, and targets. Of p = softmax(logits), with confidence = max p and
correct = (arg max p == target):
  ece   sum over M = 15 bins of equal width of n_b / n * |accuracy_b - mean confidence_b| (Guo et al. 2017, eq. 3);
        bin b is ((b - 1) / M, b / M], so a confidence of 1 is in the last
  mce   the largest |accuracy_b - mean confidence_b| of the bins that are not empty
  nll   mean of -ln p[target], in nats
  brier mean over the rows of the sum over the classes of (p - [class == target])^2
  temperature  the T > 0 with the least nll of logits / T, six digits of it
  eceAfter, nllAfter  of softmax(logits / T)
"binary" has scores and labels with ties among the scores: auroc, and averagePrecision = sum of (R_i - R_i-1) P_i over
the distinct scores from the highest.
No confidence lies within 1e-5 of an edge between two bins, and no two largest logits are equal: float32 decides alike.
"""
import json

import numpy as np
from scipy.optimize import minimize_scalar
from sklearn.metrics import accuracy_score, average_precision_score, log_loss, roc_auc_score

BINS = 15


def softmax(logits):
    e = np.exp(logits - logits.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def calibration(p, targets):
    confidence, correct = p.max(1), p.argmax(1) == targets
    bins = np.clip(np.ceil(confidence * BINS).astype(int) - 1, 0, BINS - 1)
    counts, gaps = np.zeros(BINS, int), np.zeros(BINS)
    for b in range(BINS):
        here = bins == b
        counts[b] = here.sum()
        if counts[b]:
            gaps[b] = abs(correct[here].mean() - confidence[here].mean())
    return (counts * gaps).sum() / len(targets), gaps.max(), counts


def nll(logits, targets):
    p = softmax(logits)
    return -np.log(p[np.arange(len(targets)), targets]).mean()


def case(rows, classes, sharpness, saturated, random):
    logits = random.normal(size=(rows, classes)) * 2
    truth = softmax(logits)
    targets = np.array([random.choice(classes, p=p) for p in truth])
    logits = (logits * sharpness).round(3)  # more certain than it should be
    logits[:saturated] = 0
    logits[np.arange(saturated), targets[:saturated]] = 200  # p is exactly 1
    logits = logits.astype(np.float32).astype(np.float64)
    p = softmax(logits)
    confidence = p.max(1)
    inner = np.arange(1, BINS) / BINS
    assert np.abs(confidence[:, None] - inner).min() > 1e-5
    assert np.diff(np.sort(logits, 1)[:, -2:], axis=1).min() > 1e-4
    ece, mce, counts = calibration(p, targets)
    assert np.isclose(nll(logits, targets), log_loss(targets, p, labels=range(classes)))
    t = minimize_scalar(lambda x: nll(logits / np.exp(x), targets), bounds=(-3, 3), method="bounded",
                        options={"xatol": 1e-10})
    t = float("%.6g" % np.exp(t.x))
    after = calibration(softmax(logits / t), targets)[0]
    return {
        "rows": rows, "classes": classes, "logits": logits.round(3).flatten().tolist(), "targets": targets.tolist(),
        "accuracy": accuracy_score(targets, p.argmax(1)), "ece": ece, "mce": mce, "counts": counts.tolist(),
        "nll": nll(logits, targets), "brier": ((p - np.eye(classes)[targets]) ** 2).sum(1).mean(),
        "temperature": t, "eceAfter": after, "nllAfter": nll(logits / t, targets),
    }


def binary(random):
    labels = random.integers(0, 2, 80)
    scores = (random.normal(size=80) + labels).round(1)  # one decimal: many are equal
    return {
        "scores": scores.tolist(), "labels": labels.tolist(), "auroc": roc_auc_score(labels, scores),
        "averagePrecision": average_precision_score(labels, scores),
    }


if __name__ == "__main__":
    generator = np.random.default_rng(1)
    print(json.dumps({
        "overconfident": case(200, 5, 2.0, 0, generator),
        "twoClasses": case(150, 2, 0.5, 0, generator),
        "saturated": case(60, 3, 1.0, 6, generator),
        "binary": binary(generator),
    }, separators=(",", ":")))
