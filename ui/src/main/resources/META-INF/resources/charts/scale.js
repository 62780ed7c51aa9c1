/**
 * From data to pixels and back, worked out of two points: ECharts' own conversion is too slow for 40,000 of them.
 *
 * @param {(point: [number, number]) => [number, number]} convert ECharts' own
 * @param {{x: [number, number], y: [number, number], xlog: boolean, log: boolean}} ends of the axes
 */
export function scaleOf(convert, { x, y, xlog, log }) {
  const [left, bottom] = convert([x[0], y[0]]);
  const [right, top] = convert([x[1], y[1]]);
  return { x: axis(x, left, right, xlog), y: axis(y, bottom, top, log), left, right, top, bottom };
}

function axis([from, to], start, end, log) {
  const f = log ? Math.log : (v) => v;
  const g = log ? Math.exp : (v) => v;
  const a = (end - start) / (f(to) - f(from));
  const b = start - a * f(from);
  return { pixel: (v) => a * f(v) + b, value: (pixel) => g((pixel - b) / a) };
}
