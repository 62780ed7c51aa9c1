"""Writes muon.json: steps of Muon (Jordan et al. 2024) for three matrices, in NumPy and float64.

Run: python3 muon.py > muon.json   (made with NumPy 2.4.6; numpy.linalg.svd checks that updates are nearly orthogonal)

Each case: start (rows, columns), two gradients, learning rate, momentum, weight decay, and the matrix after each step.
The update is u = NewtonSchulz5(nesterov momentum) * sqrt(max(1, rows / columns)); p <- p (1 - lr wd) - lr u.
"""
import json

import numpy as np

A, B, C = 3.4445, -4.7750, 2.0315


def newton_schulz(g):
    x = g / (np.linalg.norm(g) + 1e-7)
    if g.shape[0] > g.shape[1]:
        x = x.T
    for _ in range(5):
        gram = x @ x.T
        x = A * x + (B * gram + C * gram @ gram) @ x
    return x.T if g.shape[0] > g.shape[1] else x


def case(rng, rows, columns, lr=0.02, momentum=0.95, decay=0.1):
    p = rng.normal(size=(rows, columns)).round(3)
    gradients = [rng.normal(size=(rows, columns)).round(3) for _ in range(2)]
    start, buffer, after = p.copy(), np.zeros_like(p), []
    for g in gradients:
        buffer = momentum * buffer + (1 - momentum) * g
        u = newton_schulz((1 - momentum) * g + momentum * buffer)
        sizes = np.linalg.svd(u, compute_uv=False)
        assert 0.5 < sizes.min() and sizes.max() < 1.3, sizes
        p = p * (1 - lr * decay) - lr * max(1, rows / columns) ** 0.5 * u
        after.append(p.copy())
    flat = lambda m: [float("%.9g" % v) for v in m.flatten()]
    return {"rows": rows, "columns": columns, "lr": lr, "weightDecay": decay, "start": flat(start),
            "gradients": [flat(g) for g in gradients], "after": [flat(m) for m in after]}


rng = np.random.default_rng(3)
print(json.dumps({"wide": case(rng, 4, 10), "tall": case(rng, 12, 3), "square": case(rng, 5, 5)}, separators=(",", ":")))
