/** The figures behind boxes and histograms; those of NumPy, with which the tests compare them. */

const MOST_BINS = 200;

/**
 * Quantile with linear interpolation between the order statistics (type 7 of Hyndman and Fan 1996, NumPy's default):
 * with h = (n − 1)p, it is x[⌊h⌋] + (h − ⌊h⌋)(x[⌊h⌋ + 1] − x[⌊h⌋]).
 *
 * @param {number[]} sorted ascending; of nothing, it is NaN
 * @param {number} p 0 to 1
 */
export function quantile(sorted, p) {
  const h = (sorted.length - 1) * p;
  const below = Math.floor(h);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted.length ? sorted[below] + (h - below) * (sorted[above] - sorted[below]) : NaN;
}

/**
 * Tukey's box: the quartiles, whiskers to the farthest values within 1.5 interquartile ranges of them, and what lies
 * outside.
 *
 * @param {number[]} values finite
 */
export function box(values) {
  const sorted = Float64Array.from(values).sort();
  const [q1, median, q3] = [0.25, 0.5, 0.75].map((p) => quantile(sorted, p));
  const reach = 1.5 * (q3 - q1);
  const inside = sorted.filter((v) => v >= q1 - reach && v <= q3 + reach);
  return {
    n: sorted.length, least: sorted[0], greatest: sorted.at(-1), q1, median, q3,
    low: inside[0], high: inside.at(-1),
    outliers: sorted.length - inside.length,
  };
}

/**
 * Edges of equally wide bins from the least to the greatest value. Their width is 2 IQR n^(−1/3) (Freedman and Diaconis
 * 1981), made a little narrower so that a whole number of them fits. Deviations from NumPy's `bins="fd"`: where the
 * interquartile range is 0 there are ⌈log2 n⌉ + 1 (Sturges), never more than 200, and one value alone has one bin as wide as it.
 *
 * @param {number[]} values finite; their logarithms for a log axis
 * @param {number} [wanted] how many bins, when that is set
 */
export function binEdges(values, wanted) {
  const sorted = Float64Array.from(values).sort();
  const least = sorted[0];
  const range = sorted.at(-1) - least;
  if (range === 0) {
    const half = Math.abs(least) / 2 || 0.5;
    return [least - half, least + half];
  }
  const width = (2 * (quantile(sorted, 0.75) - quantile(sorted, 0.25))) / Math.cbrt(sorted.length);
  const byRule = width > 0 ? Math.ceil(range / width) : Math.ceil(Math.log2(sorted.length)) + 1;
  const bins = Math.min(MOST_BINS, wanted ?? byRule);
  return Array.from({ length: bins + 1 }, (_, k) => (k === bins ? sorted.at(-1) : least + (range * k) / bins));
}

/** Which bin a value is in; the last one holds its upper edge too. */
export function binOf(value, edges) {
  let low = 0;
  let high = edges.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (edges[middle] <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
