"""Reference values for the tests of dev.assay.evaluation: scikit-learn, SciPy, statsmodels, netcal, relplot, uncertainty-
calibration.

    python3 -m venv target/peer && target/peer/bin/pip install scikit-learn scipy statsmodels netcal relplot uncertainty-calibration
    target/peer/bin/python benchmarks/evaluation_peer.py

One `name value...` a line. The data are those of dev.assay.evaluation.Made: no random numbers, and only operations that
IEEE 754 rounds in one way, so that both sides have the same bits.
"""

import sys
import types

import numpy as np

sys.modules.setdefault("deprecation", types.SimpleNamespace(deprecated=lambda *a, **k: lambda f: f))
import relplot
import scipy.optimize as so
import scipy.stats as st
from sklearn import metrics as sk
from sklearn.isotonic import IsotonicRegression

EPS = 2.0**-52


def say(name, *values):
    print(name, *[repr(float(v)) for v in np.ravel(np.array(values, float))], flush=True)


# --- data: Made.java -----------------------------------------------------------------------------
def frac(i, a):
    return (i * a) % 1


def binary(n, ties=False):
    i = np.arange(1, n + 1)
    p = frac(i, 0.7548776662466927)
    if ties:
        p = np.rint(p * 20) / 20
    q = p + 0.6 * p * (1 - p) * (1 - 2 * p)  # miscalibrated
    y = (frac(i, 0.5698402909980532) < q).astype(int)
    return p, y, 0.5 + frac(i, 0.3027756377319946)


def multi(n, k):
    i = np.arange(1, n + 1)
    u = np.stack([frac(i * k + c, 0.7548776662466927) + 0.05 for c in range(k)], 1)
    u = u * u
    p = u / sum(u[:, c] for c in range(k))[:, None]
    v = frac(i, 0.5698402909980532)
    flat = 0.7 * p + 0.3 / k
    y = np.minimum((np.cumsum(flat, 1) <= v[:, None]).sum(1), k - 1)
    return p, y


# --- calibration by hand, where no package has the definition ---------------------------------------
def edges(m):
    return np.arange(m + 1) / m


def bins_of(p, y, w, b, m):
    n = np.bincount(b, w, m)
    with np.errstate(invalid="ignore"):
        return n, np.bincount(b, w * p, m) / n, np.bincount(b, w * y, m) / n


def width(p, m=15):
    return np.searchsorted(edges(m)[1:-1], p)  # as sklearn.calibration.calibration_curve: (a, b]


def mass(p, m=15):
    return np.searchsorted(np.quantile(p, edges(m))[1:-1], p)


def ece(p, y, w, b, m=15):
    n, f, o = bins_of(p, y, w, b, m)
    return np.nansum(n * np.abs(f - o)) / n.sum()


def corp(p, y, w):
    g = IsotonicRegression(y_min=0, y_max=1).fit(p, y, w).predict(p)
    s = np.average((p - y) ** 2, weights=w)
    c = np.average((g - y) ** 2, weights=w)
    m = np.average(y, weights=w)
    return s - c, m * (1 - m) - c, m * (1 - m)


def ks(p, y, w):
    u, inverse = np.unique(p, return_inverse=True)
    d = np.bincount(inverse, w * (y - p))
    return np.abs(np.cumsum(d)).max() / w.sum()


def metrics(name, p, y, w):
    say(name + " accuracy", sk.accuracy_score(y, p >= 0.5, sample_weight=w))
    say(name + " precision", sk.precision_score(y, p >= 0.5, sample_weight=w))
    say(name + " recall", sk.recall_score(y, p >= 0.5, sample_weight=w))
    say(name + " f1", sk.f1_score(y, p >= 0.5, sample_weight=w))
    say(name + " auroc", sk.roc_auc_score(y, p, sample_weight=w))
    say(name + " auprc", sk.average_precision_score(y, p, sample_weight=w))
    say(name + " log_loss", sk.log_loss(y, p, sample_weight=w))
    say(name + " brier", sk.brier_score_loss(y, p, sample_weight=w))
    n, f, o = bins_of(p, y, w, width(p), 15)
    base = np.average(y, weights=w)
    say(name + " reliability", np.nansum(n * (f - o) ** 2) / n.sum())
    say(name + " resolution", np.nansum(n * (o - base) ** 2) / n.sum())
    say(name + " mcb dsc unc", corp(p, y, w))
    say(name + " ece width", ece(p, y, w, width(p)))
    say(name + " mce", np.nanmax(np.abs(f - o)))
    say(name + " ks", ks(p, y, w))
    say(name + " sharpness", np.average((p - np.average(p, weights=w)) ** 2, weights=w))
    if np.ptp(w) == 0:
        say(name + " ece mass", ece(p, y, w, mass(p)))
        n, f, o = bins_of(p, y, w, mass(p), 15)
        say(name + " ace", np.nanmean(np.abs(f - o)))
        say(name + " smece", relplot.smECE(p, y), *relplot.smECE(p, y, return_width=True)[1:])


def netcal_values(p, y):
    from netcal.metrics import ACE, ECE, MCE

    say("netcal ece", ECE(15).measure(p, y))
    say("netcal mce", MCE(15).measure(p, y))
    say("netcal ace of equal mass", ACE(15, equal_intervals=False).measure(p, y))


def debiased(p, y):
    from calibration import utils as cu

    bins = [(e + 1) / 15 for e in range(15)]
    say("uncertainty-calibration unbiased_l2_ce", cu.unbiased_l2_ce(cu.bin(list(zip(p, y)), bins)))


# --- intervals and tests -------------------------------------------------------------------------
def delong(p, q, y):
    """Placements by counting, O(n^2): DeLong, DeLong and Clarke-Pearson 1988."""
    x = [s[y == 1] for s in (p, q)]
    z = [s[y == 0] for s in (p, q)]
    psi = [(a[:, None] > b) + 0.5 * (a[:, None] == b) for a, b in zip(x, z)]
    s = np.cov([m.mean(1) for m in psi]) / len(x[0]) + np.cov([m.mean(0) for m in psi]) / len(z[0])
    auc = [m.mean() for m in psi]
    zed = (auc[0] - auc[1]) / np.sqrt(s[0, 0] + s[1, 1] - 2 * s[0, 1])
    say("delong auc sd p", auc, np.sqrt(np.diag(s)))
    say("delong z and p", zed, 2 * st.norm.sf(abs(zed)))


def tests():
    ci = st.binomtest(17, 60).proportion_ci(method="wilson")
    say("wilson 17 of 60", ci.low, ci.high)
    say("mcnemar exact 5 17", st.binomtest(5, 22).pvalue)
    say("mcnemar corrected 25 47", (abs(25 - 47) - 1) ** 2 / 72, st.chi2.sf((abs(25 - 47) - 1) ** 2 / 72, 1))
    ps = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216]
    say("benjamini-hochberg", st.false_discovery_control(ps))
    holm = np.minimum(1, np.maximum.accumulate(np.array(ps) * np.arange(10, 0, -1)))
    say("holm", holm)


def slices(p, y):
    b, g = (p - y) ** 2, np.arange(len(p)) % 7
    t = st.ttest_ind(b[g == 0], b[g != 0], equal_var=False)
    say("welch of slice 0, brier", b[g == 0].mean(), t.pvalue)
    z = [st.ttest_ind(b[g == k], b[g != k], equal_var=False).pvalue for k in range(7)]
    say("benjamini-hochberg of slices", st.false_discovery_control(z))


def weighted_slices(p, y, w):
    """Welch's test of weighted means: errors are statsmodels' HC1 of a constant, degrees of freedom those of the rows."""
    import statsmodels.api as sm

    b, g = (p - y) ** 2, np.arange(len(p)) % 7

    def mean(rows):
        fit = sm.WLS(b[rows], np.ones(rows.sum()), weights=w[rows]).fit(cov_type="HC1")
        return fit.params[0], fit.bse[0] ** 2, rows.sum()

    (m0, e0, n0), (m1, e1, n1) = mean(g == 0), mean(g != 0)
    freedom = (e0 + e1) ** 2 / (e0**2 / (n0 - 1) + e1**2 / (n1 - 1))
    say("weighted slice 0 mean error p", m0, np.sqrt(e0), 2 * st.t.sf(abs(m0 - m1) / np.sqrt(e0 + e1), freedom))


def smooth_curve(p, y):
    sigma = relplot.smECE(p, y, return_width=True)[1]
    mu, _ = relplot.kernels.ReflectedGaussianKernel(sigma).smooth(p, y.astype(float), np.linspace(0, 1, 201))
    say("smooth curve at 0 .25 .5 .9", mu[[0, 50, 100, 180]])


# --- recalibration -------------------------------------------------------------------------------
def logit(p):
    p = np.clip(p, EPS, 1 - EPS)
    return np.log(p) - np.log1p(-p)


def least(f, x0):
    x = np.array(x0, float)
    for method in ("BFGS", "Nelder-Mead", "BFGS"):
        x = so.minimize(f, x, method=method, options={"xatol": 1e-12, "fatol": 1e-15} if method == "Nelder-Mead" else {"gtol": 1e-11}).x
    return x


def logistic(z, t):
    return np.mean(np.logaddexp(0, z) - t * z)


def recalibration(p, y):
    z = logit(p)
    say("temperature binary", 1 / least(lambda a: logistic(a[0] * z, y), [1])[0])
    n1, n0 = y.sum(), (1 - y).sum()
    t = np.where(y == 1, (n1 + 1) / (n1 + 2), 1 / (n0 + 2))
    say("platt", least(lambda a: logistic(a[0] * z + a[1], t), [1, 0]))
    lp, lq = np.log(np.clip(p, EPS, 1)), -np.log1p(-np.clip(p, 0, 1 - EPS))
    say("beta", least(lambda a: logistic(a[0] * lp + a[1] * lq + a[2], y), [1, 1, 0]))
    g = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(p, y)
    say("isotonic at .05 .35 .5 .77", g.predict([0.05, 0.35, 0.5, 0.77]))


def multi_recalibration(p, y):
    z = np.log(p)
    r = np.arange(len(y))

    def loss(s):
        return np.mean(np.log(np.exp(s - s.max(1, keepdims=True)).sum(1)) + s.max(1) - s[r, y])

    say("temperature multi", 1 / least(lambda a: loss(a[0] * z), [1])[0])
    k = p.shape[1]
    v = least(lambda a: loss(a[:k] * z + np.append(a[k:], 0)), np.append(np.ones(k), np.zeros(k - 1)))
    say("vector slopes offsets", v)
    say("vector loss", loss(v[:k] * z + np.append(v[k:], 0)))


def multiclass(p, y):
    n, k = p.shape
    w = np.ones(n)
    one = [(y == c).astype(int) for c in range(k)]
    top = p.argmax(1)
    say("multi accuracy", sk.accuracy_score(y, top))
    say("multi top2", sk.top_k_accuracy_score(y, p, k=2))
    say("multi log_loss", sk.log_loss(y, p))
    say("multi brier", np.mean(np.sum((p - np.eye(k)[y]) ** 2, 1)))
    say("multi auroc macro ovr", sk.roc_auc_score(y, p, multi_class="ovr", average="macro"))
    say("multi auprc macro", np.mean([sk.average_precision_score(one[c], p[:, c]) for c in range(k)]))
    say("multi f1 macro", sk.f1_score(y, top, average="macro"))
    say("multi top label ece", ece(p.max(1), top == y, w, width(p.max(1))))
    say("multi classwise ece", np.mean([ece(p[:, c], one[c], w, width(p[:, c])) for c in range(k)]))
    say("multi ace", np.mean([np.nanmean(np.abs(np.subtract(*bins_of(p[:, c], one[c], w, mass(p[:, c]), 15)[1:]))) for c in range(k)]))
    say("multi top label smece", relplot.smECE(p.max(1), (top == y).astype(float)))
    say("multi confusion row 0", sk.confusion_matrix(y, top)[0])


def main():
    p, y, w = binary(1000)
    metrics("plain", p, y, np.ones(len(y)))
    metrics("weighted", p, y, w)
    tp, ty, _ = binary(1000, ties=True)
    metrics("ties", tp, ty, np.ones(len(ty)))
    metrics("small", *binary(40)[:2], np.ones(40))
    say("smece of 20,000 calibrated", *relplot.smECE(*calibrated(20000), return_width=True))
    for s in (1, 0.25, 0.03, 0.004):
        say(f"smece at {s}", relplot.smECE_sigma(p, y, s))
    tests()
    delong(p, np.rint(p * 7 + frac(np.arange(1, 1001), 0.3027756377319946) * 3) / 10, y)
    recalibration(p, y)
    mp, my = multi(600, 4)
    multiclass(mp, my)
    multi_recalibration(mp, my)
    slices(p, y)
    weighted_slices(p, y, w)
    smooth_curve(p, y)
    debiased(mp.max(1), (mp.argmax(1) == my).astype(int))
    netcal_values(p, y)


def calibrated(n):
    i = np.arange(1, n + 1)
    p = frac(i, 0.7548776662466927)
    return p, (frac(i, 0.5698402909980532) < p).astype(float)


if __name__ == "__main__":
    main()
