/**
 * Time-weighted exponential moving average: the weight of the past falls with the distance in steps rather than with
 * the number of points, so that a smoothed curve looks the same however densely it was logged. It is debiased, hence
 * starts at the first value. The same as the default of Weights & Biases.
 *
 * @param {number[]} x ascending
 * @param {number[]} y values that are not finite are skipped and stay as they are
 * @param {number} weight 0 (nothing) to just under 1
 */
export function smooth(x, y, weight) {
  const range = x.length > 1 ? x[x.length - 1] - x[0] : 1;
  const base = Math.min(Math.sqrt(weight), 0.999);
  let sum = 0;
  let mass = 0;
  let previous = x[0];
  return y.map((value, i) => {
    if (!Number.isFinite(value)) return value;
    const decay = base ** (((x[i] - previous) / range) * VIEWPORT);
    previous = x[i];
    sum = sum * decay + value;
    mass = mass * decay + 1;
    return sum / mass;
  });
}

/** The range of x counts as this many steps of an ordinary moving average. */
const VIEWPORT = 1000;
