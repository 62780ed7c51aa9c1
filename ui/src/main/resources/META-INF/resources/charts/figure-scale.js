import { niceStep } from './plot-axes.js';
import { axis as counted, short } from './numbers.js';

const LEAST_DECADES = 0.9;
const STEPS = [1, 2, 5];

/** How the values of an axis are written, each way by its name. */
const WRITTEN = {
  count: counted,
  flops: (v) => (v >= 1e4 ? short(Number(v.toPrecision(4))) : counted(v)),
  plain: short,
  percent: (v) => `${short(Number((v * 100).toPrecision(4)))} %`,
  time: utc,
};

/** A date alone where it is midnight: windows are cut in UTC, for everybody who reads. */
function utc(ms) {
  const [date, time] = new Date(Math.round(ms)).toISOString().split('T');
  return time.startsWith('00:00:00') ? date : `${date} ${time.slice(0, time.slice(6, 8) === '00' ? 5 : 8)}`;
}

export function written(value, { as, names }) {
  return names ? names[Math.round(value)] ?? '' : WRITTEN[as ?? 'plain'](value);
}

/**
 * An axis over values: where they stand between 0 and 1, and where its marks are.
 *
 * @param {{log?: boolean, as?: string, from?: number, to?: number, names?: string[]}} axis its ends where it has some
 * @param {number[]} values of which at least one can be drawn
 * @param {number} most marks that there is room for
 */
export function scale(axis, values, most) {
  if (axis.names) return ofNames(axis.names.length, most);
  const log = axis.log === true;
  const drawn = values.filter((v) => Number.isFinite(v) && (!log || v > 0));
  const [f, back] = log ? [Math.log10, (v) => 10 ** v] : [(v) => v, (v) => v];
  let from = drawn.reduce((a, v) => Math.min(a, f(v)), Infinity);
  let to = drawn.reduce((a, v) => Math.max(a, f(v)), -Infinity);
  [from, to] = [Number.isFinite(axis.from) ? f(axis.from) : from, Number.isFinite(axis.to) ? f(axis.to) : to];
  const room = (to - from) * 0.05 || (log ? 0.05 : Math.abs(to) * 0.1 || 1);
  [from, to] = [Number.isFinite(axis.from) ? from : from - room, Number.isFinite(axis.to) ? to : to + room];
  const at = (v) => (f(v) - from) / (to - from);
  const marks = axis.as === 'time' ? timeTicks : log ? logTicks : linearTicks;
  const ticks = apart(marks(from, to, most).filter((v) => at(v) >= -1e-9 && at(v) <= 1 + 1e-9), at, most);
  return { at, ticks, from: back(from), to: back(to), back: (share) => back(from + share * (to - from)) };
}

/** A place of width 1 for each, a mark in its middle; of very many not all are marked. */
function ofNames(count, most) {
  const every = Math.max(1, Math.ceil(count / most));
  return {
    at: (v) => (v + 0.5) / count,
    ticks: Array.from({ length: Math.ceil(count / every) }, (_, i) => i * every),
    from: -0.5, to: count - 0.5,
    back: (share) => share * count - 0.5,
  };
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

const SECOND = 1000;
const DAY = 86_400 * SECOND;
const SPANS = [1, 5, 15, 30, 60, 300, 900, 1800, 3600, 10_800, 21_600, 43_200].map((s) => s * SECOND).concat([1, 2, 7, 14].map((d) => d * DAY));
const MONTHS = [1, 3, 6, 12, 24, 60, 120];

/** Round times of UTC; from months on the first of one. */
function timeTicks(from, to, most) {
  const least = (to - from) / most;
  const span = SPANS.find((s) => s >= least);
  if (span) return linearOf(from, to, span);
  const every = MONTHS.find((m) => m * 31 * DAY >= least) ?? MONTHS.at(-1);
  const ticks = [];
  const first = new Date(from).getUTCFullYear() * 12;
  for (let month = first, at = from; at <= to; month += every) {
    at = Date.UTC(Math.floor(month / 12), month % 12);
    ticks.push(at);
  }
  return ticks;
}

function linearOf(from, to, step) {
  const ticks = [];
  for (let k = Math.ceil(from / step); k * step <= to; k++) ticks.push(k * step);
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
