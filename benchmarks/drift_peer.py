"""Reference values for the tests of dev.assay.drift: SciPy and NumPy.

    python3 -m venv target/peer && target/peer/bin/pip install scipy
    target/peer/bin/python benchmarks/drift_peer.py

One `name value...` a line. The data are those of dev.assay.drift.DriftTest: no random numbers, and only operations that
IEEE 754 rounds in one way, so that both sides have the same bits.
"""

import numpy as np
from scipy.spatial.distance import jensenshannon
from scipy.stats import chi2_contingency, ks_2samp, wasserstein_distance


def say(name, *values):
    print(name, *[repr(float(v)) for v in np.ravel(np.array(values, float))], flush=True)


def frac(n, a):
    return (np.arange(1, n + 1) * a) % 1


def reference(n):
    return frac(n, 0.7548776662466927)


def shifted(n):
    return frac(n, 0.5698402909980532) * 1.25 + 0.0625


def coarse(x):
    return np.rint(x * 16) / 16


def ks(name, x, y):
    result = ks_2samp(x, y)
    say(name, result.statistic, result.statistic_location, result.pvalue)


def counts(x, y, m):
    """By the quantiles of x; a bin is (a, b]."""
    edges = np.unique(np.quantile(x, np.arange(1, m) / m))
    return [np.bincount(np.searchsorted(edges, v, side="left"), minlength=len(edges) + 1) for v in (x, y)]


def psi(n, m):
    keep = (n + m) > 0
    p, q = [(c[keep] + 0.5) / (c.sum() + keep.sum() * 0.5) for c in (n, m)]
    return ((q - p) * np.log(q / p)).sum()


def chi(name, a, b):
    result = chi2_contingency([a, b])
    say(name, result.statistic, result.dof, result.pvalue, result.expected_freq.min())


x, y = reference(500), shifted(400)
ks("ks_exact", x, y)
ks("ks_exact_equal_sizes", reference(500), shifted(500) - 0.1875)
ks("ks_exact_ties", coarse(x), coarse(y - 0.125))
ks("ks_asymptotic", reference(20000), shifted(300) - 0.15625)
ks("ks_asymptotic_large", reference(30000), shifted(30000) * 0.8 - 0.0390625)
ks("ks_asymptotic_far", reference(30000), shifted(20000))

say("wasserstein", wasserstein_distance(x, y), wasserstein_distance(x, y) / x.std())
say("wasserstein_ties", wasserstein_distance(coarse(x), coarse(y)))

n, m = counts(x, y, 10)
say("counts", n, m)
say("psi", psi(n, m))
say("jensen_shannon", jensenshannon(n, m, base=2))
n, m = np.array([10, 0, 5, 85]), np.array([0, 20, 30, 50])
say("psi_categories", psi(n, m))
say("jensen_shannon_categories", jensenshannon(n, m, base=2))
chi("chi_squared", [10, 20, 30, 40], [5, 40, 33, 21])
chi("chi_squared_two", [90, 10], [75, 30])
chi("chi_squared_two_close", [50, 50], [50, 51])
