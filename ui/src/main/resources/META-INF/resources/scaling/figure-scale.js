import { niceStep } from '../charts/plot-axes.js';
import { axis as counted, short } from '../charts/numbers.js';

const LEAST_DECADES = 0.9;
const STEPS = [1, 2, 5];

/** How the values of an axis are written, each way by its name. */
const WRITTEN = {
  count: counted,
  flops: (v) => (v >= 1e4 ? short(Number(v.toPrecision(4))) : counted(v)),
  plain: short,
  percent: (v) => `${short(Number((v * 100).toPrecision(4)))} %`,
};

export function written(value, { as }) {
  return WRITTEN[as ?? 'plain'](value);
}

/**
 * An axis over values: where they stand between 0 and 1, and where its marks are.
 *
 * @param {{log?: boolean, as?: string}} axis
 * @param {number[]} values of which at least one can be drawn
 * @param {number} most marks that there is room for
 */
export function scale(axis, values, most) {
  const log = axis.log === true;
  const drawn = values.filter((v) => Number.isFinite(v) && (!log || v > 0));
  const [f, back] = log ? [Math.log10, (v) => 10 ** v] : [(v) => v, (v) => v];
  let from = drawn.reduce((a, v) => Math.min(a, f(v)), Infinity);
  let to = drawn.reduce((a, v) => Math.max(a, f(v)), -Infinity);
  const room = (to - from) * 0.05 || (log ? 0.05 : Math.abs(to) * 0.1 || 1);
  [from, to] = [from - room, to + room];
  const at = (v) => (f(v) - from) / (to - from);
  const ticks = apart((log ? logTicks(from, to, most) : linearTicks(from, to, most)).filter((v) => at(v) >= 0 && at(v) <= 1), at, most);
  return { at, ticks, from: back(from), to: back(to), back: (share) => back(from + share * (to - from)) };
}

/** Round numbers crowd at the upper end of a logarithmic axis. */
function apart(ticks, at, most) {
  const kept = [];
  for (const v of ticks) {
    if (!kept.length || at(v) - at(kept.at(-1)) >= 0.6 / most) kept.push(v);
  }
  return kept;
}

function linearTicks(from, to, most) {
  const step = niceStep(to - from, most);
  const ticks = [];
  for (let k = Math.ceil(from / step); k * step <= to; k++) ticks.push(Number((k * step).toPrecision(12)));
  return ticks;
}

/** Powers of ten, with 2 and 5 between them where there is room; where not even one fits, round numbers. */
function logTicks(from, to, most) {
  const decades = to - from;
  if (decades < LEAST_DECADES) return linearTicks(10 ** from, 10 ** to, most);
  if (decades * STEPS.length <= most) {
    const ticks = [];
    for (let k = Math.floor(from); k <= to; k++) STEPS.forEach((s) => ticks.push(Number(`${s}e${k}`)));
    return ticks;
  }
  const every = Math.max(1, Math.ceil(decades / most));
  const ticks = [];
  for (let k = Math.ceil(from / every) * every; k <= to; k += every) ticks.push(Number(`1e${k}`));
  return ticks;
}
