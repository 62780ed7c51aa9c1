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
  for (const [unit, suffix] of [[1e12, 'T'], [1e9, 'G'], [1e6, 'M'], [1e3, 'k']]) {
    if (size >= 1e16) break;
    if (size >= unit * (suffix === 'k' ? 10 : 1)) return minus(String(Number((value / unit).toPrecision(3))) + suffix);
  }
  return short(value);
}

export function whole(value) {
  return value.toLocaleString('en-US');
}

/** Of milliseconds: 1.5 s, 12 min, 3 h 20 min, 2 d 4 h. */
export function duration(ms) {
  if (ms < 0) return `−${duration(-ms)}`;
  const seconds = ms / 1000;
  if (seconds < 60) return `${Number(seconds.toPrecision(3))} s`;
  const units = [[86_400, 'd', 3600, 'h'], [3600, 'h', 60, 'min'], [60, 'min', 1, 's']];
  const [big, bigName, small, smallName] = units.find(([size]) => seconds >= size);
  const rest = Math.round((seconds % big) / small);
  const carries = rest * small >= big; // 59.7 s are a minute
  const whole = Math.floor(seconds / big) + (carries ? 1 : 0);
  return rest && !carries ? `${whole} ${bigName} ${rest} ${smallName}` : `${whole} ${bigName}`;
}

/** Of milliseconds since 1970, in the time of the browser. */
export function moment(ms) {
  return new Date(ms).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
}

function minus(text) {
  return text.replaceAll('-', '−');
}
