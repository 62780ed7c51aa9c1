/** Curves of the runs of a group put together; docs/charts.md has the formulas. */

const GRID = 400;

/**
 * @param {{x: ArrayLike<number>, y: ArrayLike<number>}[]} curves each with ascending x
 * @param {'std' | 'minmax' | 'ci'} band
 * @param {boolean} log whether places on x are spread evenly over its logarithm
 * @returns {{x, y, low, high, n}} columns: mean, band, and how many curves there are at each place
 */
export function aggregate(curves, band, log = false) {
  const x = grid(curves, log);
  const rows = curves.map((curve) => interpolate(curve.x, curve.y, x));
  const columns = { x, y: zeros(x), low: zeros(x), high: zeros(x), n: zeros(x) };
  for (let i = 0; i < x.length; i++) {
    const values = rows.map((row) => row[i]).filter(Number.isFinite);
    const [mean, low, high] = summary(values, band);
    columns.y[i] = mean;
    columns.low[i] = low;
    columns.high[i] = high;
    columns.n[i] = values.length;
  }
  return columns;
}

const zeros = (like) => new Float64Array(like.length);

/** Mean and band of some values; NaN where there is none. A standard deviation takes two. */
export function summary(values, band) {
  const n = values.length;
  if (n === 0) return [NaN, NaN, NaN];
  const mean = values.reduce((a, b) => a + b, 0) / n;
  if (band === 'minmax') return [mean, Math.min(...values), Math.max(...values)];
  if (n < 2) return [mean, NaN, NaN];
  const std = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (n - 1));
  const half = band === 'ci' ? (studentT(n - 1) * std) / Math.sqrt(n) : std;
  return [mean, mean - half, mean + half];
}

/** All places of x where few curves have points; else evenly spread ones. */
function grid(curves, log) {
  const places = new Set();
  for (const curve of curves) for (const x of curve.x) if (!log || x > 0) places.add(x);
  const all = Float64Array.from(places).sort();
  if (all.length <= GRID) return all;
  const [first, last] = [all[0], all[all.length - 1]];
  return Float64Array.from({ length: GRID }, (_, i) => {
    const share = i / (GRID - 1);
    return log ? first * (last / first) ** share : first + (last - first) * share;
  });
}

/**
 * Values between points, along straight lines; NaN before the first and behind the last, for nothing is known there.
 *
 * @param {ArrayLike<number>} x ascending
 * @param {ArrayLike<number>} y points whose value is not finite are passed over
 * @param {ArrayLike<number>} at ascending
 */
export function interpolate(x, y, at) {
  const values = new Float64Array(at.length).fill(NaN);
  let before = -1;
  let k = 0;
  for (let i = 0; i < at.length; i++) {
    while (k < x.length && (x[k] < at[i] || !Number.isFinite(y[k]))) {
      if (Number.isFinite(y[k])) before = k;
      k++;
    }
    if (k === x.length) break;
    if (x[k] === at[i]) values[i] = y[k];
    else if (before >= 0) values[i] = y[before] + ((y[k] - y[before]) * (at[i] - x[before])) / (x[k] - x[before]);
  }
  return values;
}

/**
 * The 97.5 % quantile of Student's t.
 *
 * From SciPy: [round(scipy.stats.t.ppf(.975, k), 4) for k in range(1, 31)]. Above, the first terms of the expansion of
 * Cornish and Fisher, which are less than 0.0005 off.
 */
const T = [
  12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.306, 2.2622, 2.2281, 2.201, 2.1788, 2.1604, 2.1448, 2.1314,
  2.1199, 2.1098, 2.1009, 2.093, 2.086, 2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423,
];
const Z = 1.959964;

export function studentT(freedom) {
  if (freedom <= T.length) return T[freedom - 1];
  return Z + (Z ** 3 + Z) / (4 * freedom) + (5 * Z ** 5 + 16 * Z ** 3 + 3 * Z) / (96 * freedom ** 2);
}
