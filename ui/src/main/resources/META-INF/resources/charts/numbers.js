/** How numbers are written in charts: four significant digits, short enough for an axis. */

const SIGNIFICANT = 4;

export function short(value) {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e7 || size < 1e-3)) {
    return minus(value.toExponential(SIGNIFICANT - 1).replace(/\.?0+e/, 'e').replace('e+', 'e'));
  }
  if (size >= 10 ** SIGNIFICANT) return minus(Math.round(value).toLocaleString('en-US'));
  return minus(String(Number(value.toPrecision(SIGNIFICANT))));
}

/** For axes, where thousands would crowd: 12k, 3.5M. */
export function axis(value) {
  const size = Math.abs(value);
  for (const [unit, suffix] of [[1e9, 'G'], [1e6, 'M'], [1e3, 'k']]) {
    if (size >= unit * (suffix === 'k' ? 10 : 1)) return minus(String(Number((value / unit).toPrecision(3))) + suffix);
  }
  return short(value);
}

export function whole(value) {
  return value.toLocaleString('en-US');
}

function minus(text) {
  return text.replaceAll('-', '−');
}
