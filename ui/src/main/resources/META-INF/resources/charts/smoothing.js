/**
 * Smooths a curve; docs/charts.md has the formulas. Values that are not finite are skipped and stay as they are.
 *
 * @param {'ema' | 'gaussian' | 'mean'} smoother
 * @param {ArrayLike<number>} x ascending
 * @param {ArrayLike<number>} y
 * @param {number} weight 0 (nothing) to just under 1
 * @param {number} range of x that the chart shows
 * @returns {Float64Array}
 */
export function smooth(smoother, x, y, weight, range) {
  const width = range > 0 ? range : 1;
  if (smoother === 'gaussian') return gaussian(x, y, weight * GAUSSIAN_SHARE * width);
  if (smoother === 'mean') return runningMean(x, y, (weight * MEAN_SHARE * width) / 2);
  return ema(x, y, weight, width);
}

/** The range of x counts as this many steps of an ordinary moving average. */
const VIEWPORT = 1000;

/** The greatest standard deviation, as a share of the range. */
const GAUSSIAN_SHARE = 0.05;

/** The widest window, as a share of the range. */
const MEAN_SHARE = 0.2;

/** Beyond so many standard deviations nothing is added. */
const TRUNCATE = 4;

/**
 * Time-weighted exponential moving average: the weight of the past falls with the distance on x rather than with the
 * number of points, so that a smoothed curve looks the same however densely it was logged. It is debiased, hence
 * starts at the first value. The same as the default of Weights & Biases.
 */
export function ema(x, y, weight, range) {
  const base = Math.min(Math.sqrt(weight), 0.999);
  const smoothed = new Float64Array(y.length);
  let sum = 0;
  let mass = 0;
  let previous = x[0];
  for (let i = 0; i < y.length; i++) {
    smoothed[i] = y[i];
    if (!Number.isFinite(y[i])) continue;
    const decay = base ** (((x[i] - previous) / range) * VIEWPORT);
    previous = x[i];
    sum = sum * decay + y[i];
    mass = mass * decay + 1;
    smoothed[i] = sum / mass;
  }
  return smoothed;
}

/** Mean of all values, each weighted by a normal density of its distance on x. */
export function gaussian(x, y, sigma) {
  if (!(sigma > 0)) return Float64Array.from(y);
  return windowed(x, y, TRUNCATE * sigma, (distance) => Math.exp(-0.5 * (distance / sigma) ** 2));
}

/** Mean of the values that are no further away on x. */
export function runningMean(x, y, reach) {
  return windowed(x, y, reach, () => 1);
}

function windowed(x, y, reach, weigh) {
  const smoothed = new Float64Array(y.length);
  let from = 0;
  for (let i = 0; i < y.length; i++) {
    smoothed[i] = y[i];
    if (!Number.isFinite(y[i])) continue;
    while (x[i] - x[from] > reach) from++;
    let sum = 0;
    let mass = 0;
    for (let k = from; k < y.length && x[k] - x[i] <= reach; k++) {
      if (!Number.isFinite(y[k])) continue;
      const weight = weigh(x[k] - x[i]);
      sum += weight * y[k];
      mass += weight;
    }
    smoothed[i] = sum / mass;
  }
  return smoothed;
}
