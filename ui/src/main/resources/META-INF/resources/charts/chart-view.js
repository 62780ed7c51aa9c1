import { quantile } from './plot-statistics.js';

const CLIPPED = 0.01;
const MOST_ENVELOPES = 20;

/** How a chart is drawn, of the parameters of the page's address. */
export function viewOf(look, range, yRange) {
  return {
    x: look.x || 'step',
    xlog: look.xlog === 'on' && look.x !== 'time',
    log: look.scale === 'log',
    smoothing: Number(look.smoothing || 0) / 100,
    smoother: look.smoother || 'ema',
    clip: look.clip === 'on',
    envelope: look.envelope !== 'off',
    band: look.band || '',
    range,
    yRange,
  };
}

/** Whether the area around a line is drawn: of too many lines they would hide each other. */
export function showsArea(line, lines, view) {
  return line.low !== null && (line.isBand || (view.envelope && lines.length <= MOST_ENVELOPES));
}

export const isDrawable = (log) => (log ? (v) => Number.isFinite(v) && v > 0 : Number.isFinite);

/** From where to where an axis goes: what people zoomed to, else what there is. */
export function xExtent(lines, view) {
  if (view.range) return [view.range.from, view.range.to];
  const can = isDrawable(view.xlog);
  let [first, last] = [Infinity, -Infinity];
  for (const { x } of lines) {
    for (let i = 0; i < x.length; i++) {
      if (can(x[i])) {
        first = Math.min(first, x[i]);
        break;
      }
    }
    if (can(x[x.length - 1])) last = Math.max(last, x[x.length - 1]);
  }
  if (first > last) return view.xlog ? [1, 10] : [0, 1];
  if (first < last) return [first, last];
  return view.xlog ? [first / 2, first * 2] : [first, first + 1];
}

/**
 * The values that are in view.
 *
 * @returns {{extent: [number, number], outside: number}} outside: how many the clipping leaves out
 */
export function yExtent(lines, view) {
  if (view.yRange) return { extent: [view.yRange.from, view.yRange.to], outside: 0 };
  const all = visibleEnds(lines, view);
  if (!all) return { extent: view.log ? [0.1, 1] : [0, 1], outside: 0 };
  if (!view.clip) return { extent: all, outside: 0 };
  const sorted = Float64Array.from(visibleValues(lines, view)).sort();
  if (sorted.length < 3) return { extent: all, outside: 0 };
  const low = quantile(sorted, CLIPPED);
  const high = quantile(sorted, 1 - CLIPPED);
  if (low === high) return { extent: all, outside: 0 };
  return { extent: [low, high], outside: sorted.filter((v) => v < low || v > high).length };
}

function visibleEnds(lines, view) {
  let [low, high] = [Infinity, -Infinity];
  const take = (v) => {
    if (v < low) low = v;
    if (v > high) high = v;
  };
  for (const line of lines) {
    forVisible(line, showsArea(line, lines, view) ? [line.y, line.low, line.high] : [line.y], view, take);
  }
  return low > high ? null : [low, high];
}

/** Of clipping only lines count: an area reaches to every single outlier. */
function visibleValues(lines, view) {
  const values = [];
  for (const line of lines) forVisible(line, [line.y], view, (v) => values.push(v));
  return values;
}

function forVisible(line, columns, view, take) {
  const can = isDrawable(view.log);
  const [from, to] = view.range ? [view.range.from, view.range.to] : [-Infinity, Infinity];
  for (const column of columns) {
    for (let i = 0; i < column.length; i++) {
      if (line.x[i] >= from && line.x[i] <= to && can(column[i])) take(column[i]);
    }
  }
}
