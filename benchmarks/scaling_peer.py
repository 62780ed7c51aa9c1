"""The least objective of 4,500 starts of SciPy's L-BFGS-B, for the tables of dev.assay.scaling.Tables.

One line of JSON for each table. Takes about an hour on one core; arguments: names of tables.
"""

import itertools
import json
import sys

import numpy as np
from scipy.optimize import minimize
from scipy.special import logsumexp

DELTA = 1e-3
BESIROGLU = (482.01, 2085.43, 1.8172, 0.3478, 0.3658)  # A, B, E, alpha, beta
BUDGETS = [6e18, 1e19, 3e19, 6e19, 1e20, 3e20, 6e20, 1e21, 3e21]


def normal(n):
    i = np.arange(1, n + 1)
    u, v = i * 0.7548776662466927 % 1, i * 0.5698402909980532 % 1
    return np.sqrt(-2 * np.log(u)) * np.cos(2 * np.pi * v)


def grid(params, tokens):
    return [np.array(x, float) for x in zip(*itertools.product(params, tokens))]


def iso_flop(budgets, each, factor):
    params, tokens = [], []
    for c in budgets:
        for n in np.sqrt(c / 120) * factor ** np.linspace(-1, 1, each):
            params.append(n)
            tokens.append(c / 6 / n)
    return np.array(params), np.array(tokens)


def noisy(at, law, deviation, outlier=0):
    a, b, e, alpha, beta = law
    loss = e + a / at[0] ** alpha + b / at[1] ** beta
    i = np.arange(len(loss))
    return at, loss * np.exp(deviation * normal(len(loss)) + np.where(i % 6 == 3, outlier, 0))


square = grid(np.logspace(7, 10, 5), np.logspace(9, 12, 5))
narrow = grid(1e8 * 4 ** np.linspace(0, 1, 4), 2e9 * 4 ** np.linspace(0, 1, 4))
small = grid([1e4, 4e4, 16e4, 64e4, 256e4], [1e6, 4e6, 16e6, 64e6])
few = (
    np.array([1e7, 3e7, 1e8, 3e8, 1e9, 1e8, 1e9]),
    np.array([1e9, 6e8, 2e9, 2e10, 2e10, 2e10, 4e9]),
)
hoffmann = iso_flop(BUDGETS, 14, 10)
TABLES = {
    "noise-free": noisy(square, BESIROGLU, 0),
    "noise": noisy(square, BESIROGLU, 0.01),
    "outliers": noisy(square, BESIROGLU, 0.01, 0.1),
    "few": noisy(few, BESIROGLU, 0.002),
    "narrow": noisy(narrow, BESIROGLU, 0.001),
    "like-hoffmann": noisy(hoffmann, BESIROGLU, 0.01),
    "small": noisy(small, (60, 800, 1.2, 0.3, 0.4), 0.005),
    "asymmetric": noisy(hoffmann, (406.4, 410.7, 1.69, 0.465, 0.155), 0.003),
}


def objective(t, x, y, l):
    """The sum of Huber losses of the residuals in logarithms, and its gradient."""
    z = np.stack([t[0] - t[3] * x, t[1] - t[4] * y, t[2] + 0 * x])
    m = logsumexp(z, axis=0)
    p = np.exp(z - m)
    r = m - l
    inside = np.abs(r) <= DELTA
    value = np.where(inside, r * r / 2, DELTA * (np.abs(r) - DELTA / 2)).sum()
    w = np.where(inside, r, DELTA * np.sign(r))
    return value, np.array([w @ p[0], w @ p[1], w @ p[2], -(w * p[0]) @ x, -(w * p[1]) @ y])


def main():
    starts = list(
        itertools.product(
            range(0, 26, 5),
            range(0, 26, 5),
            np.arange(-1, 1.1, 0.5),
            np.arange(0, 2.1, 0.5),
            np.arange(0, 2.1, 0.5),
        )
    )
    for name in sys.argv[1:] or TABLES:
        (params, tokens), loss = TABLES[name]
        logs = np.log(params), np.log(tokens), np.log(loss)
        fits = (minimize(objective, s, logs, "L-BFGS-B", jac=True) for s in starts)
        best = min(fits, key=lambda fit: fit.fun)
        theta = dict(zip(["a", "b", "e", "alpha", "beta"], best.x))
        print(json.dumps(dict(table=name, starts=len(starts), objective=best.fun, **theta)), flush=True)


if __name__ == "__main__":
    main()
