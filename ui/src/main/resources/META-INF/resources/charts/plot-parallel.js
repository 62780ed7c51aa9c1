import * as numbers from './numbers.js';
import { niceStep } from './plot-axes.js';
import { gaps, runs, written } from './plot-columns.js';
import { legendHeight, drawLegend } from './plot-legend.js';
import { coloring } from './plot-colors.js';
import { line, lines, rectangle, text } from './plot-marks.js';

const { color } = globalThis.echarts;
const NAMES = 24;
const SIDE = 54;
const RAIL = 26;
const REACH = 14;
const BRUSH = 12;
const NEAR = 7;
const LEAST_BRUSH = 4;

/**
 * A line a run across parallel axes. What is dragged along an axis marks the runs that pass there, on all axes together;
 * dragging the name of an axis moves it. A run without a value passes below the axis, at "no value".
 *
 * Drawn without ECharts' own parallel coordinates, for those join the neighbours of a missing value and keep the order of axes.
 */
export function parallel(scene, { spec, rows, column }, view) {
  const axes = inOrder(spec.axes ?? [], view.order).map((name) => column(name));
  const shown = rows.map((_, i) => i).filter((i) => axes.some((a) => !Number.isNaN(a.at[i])));
  if (!axes.length || !shown.length) return { nothing: axes };
  const tint = spec.color ? column(spec.color) : null;
  const colors = coloring(rows, tint, scene.theme);
  drawLegend(scene, colors.legend);

  const frame = layout(scene, axes, scene.offset + legendHeight(colors.legend));
  const at = { x: frame.x, y: axes.map((a, k) => Float32Array.from(a.at, (v) => frame.y(k, v))) };
  const passes = passing(axes, view.intervals);
  const selected = passes && shown.filter(passes);
  drawLines(scene, shown, selected, at, colors);
  axes.forEach((a, k) => drawAxis(scene, a, k, frame, view));

  return {
    shown,
    selected,
    notes: [...gaps([...axes, tint].filter(Boolean).filter((c, k, all) => all.indexOf(c) === k))],
    hit: (px, py) => hitName(px, py, axes, frame) ?? hitLine(selected ?? shown, at, px, py, [...axes, tint], colors, scene.theme),
    grab: (px, py) => grabName(px, py, axes, frame, view, scene) ?? grabAxis(px, py, axes, frame, view),
    order: axes.map((a) => a.name),
  };
}

/** The axes as they were dragged, as far as they still are the axes. */
function inOrder(names, order) {
  if (!order || order.length !== names.length || names.some((n) => !order.includes(n))) return names;
  return order;
}

function layout({ width, height }, axes, legend) {
  const top = legend + NAMES + 8;
  const missing = axes.some((a) => a.at.some(Number.isNaN));
  const bottom = height - (missing ? RAIL + 10 : 12);
  const rail = height - 12;
  const gap = axes.length > 1 ? (width - 2 * SIDE) / (axes.length - 1) : 0;
  const x = axes.map((_, k) => (axes.length > 1 ? SIDE + gap * k : width / 2));
  const shares = axes.map(share);
  return {
    x, top, bottom, rail, missing,
    names: legend + NAMES / 2,
    gap: gap || width,
    y: (k, v) => (Number.isNaN(v) ? rail : bottom - shares[k].of(v) * (bottom - top)),
    value: (k, y) => shares[k].value((bottom - y) / (bottom - top)),
  };
}

/** Where values stand between the foot and the head of an axis. */
function share({ numeric, log, least, greatest, words }) {
  if (!numeric) {
    const n = words.length;
    return n > 1 ? { of: (v) => v / (n - 1), value: (s) => s * (n - 1) } : { of: () => 0.5, value: (s) => s - 0.5 };
  }
  if (!(greatest > least)) return { of: () => 0.5, value: (s) => least + (s - 0.5) * (Math.abs(least) || 1) };
  if (!log) return { of: (v) => (v - least) / (greatest - least), value: (s) => least + s * (greatest - least) };
  const range = Math.log(greatest / least);
  return { of: (v) => Math.log(v / least) / range, value: (s) => least * Math.exp(s * range) };
}

/** Whether a run passes all intervals; null without any. */
function passing(axes, intervals) {
  const limits = axes.filter((a) => intervals.has(a.name)).map((a) => [a, intervals.get(a.name)]);
  if (!limits.length) return null;
  return (i) => limits.every(([a, { low, high, missing }]) =>
    (Number.isNaN(a.at[i]) ? missing : a.at[i] >= low && a.at[i] <= high));
}

function drawLines({ group, theme }, shown, selected, at, colors) {
  const n = (selected ?? shown).length;
  if (selected) {
    const chosen = new Set(selected);
    const rest = shown.filter((i) => !chosen.has(i));
    const many = rest.length > 300;
    const grey = { of: colors.of.map(() => 0), colors: [many ? theme.line : theme.strong] };
    lines(rest, at, grey, { opacity: many ? 0.35 : 0.2, lineWidth: 1 }).forEach((l) => group.add(l));
  }
  const opacity = n > 3000 ? 0.12 : n > 300 ? 0.4 : 0.8;
  lines(selected ?? shown, at, colors, { opacity, lineWidth: n > 300 ? 1 : 1.4, lineJoin: 'round' }).forEach((l) => group.add(l));
}

function drawAxis({ group, theme }, axis, k, frame, { intervals, dragged }) {
  const x = dragged?.name === axis.name ? dragged.x : frame.x[k];
  const first = k === 0;
  const name = axis.log ? `${axis.label} (log)` : axis.label;
  const align = first ? 'left' : k === frame.x.length - 1 ? 'right' : 'center';
  const edge = first ? x - Math.min(SIDE, x) + 8 : align === 'right' ? x + SIDE - 8 : x;
  group.add(text(edge, frame.names, name, theme, { align, width: frame.gap - 10, fill: theme.text, fontWeight: 600 }));
  group.add(line(x, frame.top, x, frame.bottom, { stroke: theme.strong, lineWidth: 1 }));
  const halo = { backgroundColor: color.modifyAlpha(theme.surface, 0.85), padding: [1, 2], align: 'right', width: Math.max(20, frame.gap - 16) };
  for (const [value, words] of ticks(axis, frame)) {
    const y = frame.y(k, value);
    group.add(line(x - 3, y, x, y, { stroke: theme.strong }));
    group.add(text(x - 6, y, words, theme, first ? { ...halo, width: SIDE - 8 } : halo));
  }
  if (frame.missing && axis.at.some(Number.isNaN)) {
    group.add(line(x - 5, frame.rail, x + 5, frame.rail, { stroke: theme.strong }));
    group.add(text(x - 8, frame.rail, 'no value', theme, first ? { ...halo, width: SIDE - 8 } : halo));
  }
  if (intervals.has(axis.name)) group.add(brush(intervals.get(axis.name), k, x, frame, theme));
}

function brush(interval, k, x, frame, theme) {
  const [top, bottom] = ends(interval, k, frame);
  return rectangle(
    { x: x - BRUSH / 2, y: top, width: BRUSH, height: bottom - top, r: 2 },
    { fill: theme.accent, opacity: 0.35, stroke: theme.accent, lineWidth: 1 },
  );
}

/** From where to where an interval reaches, in pixels. */
function ends({ low, high, missing }, k, frame) {
  const clip = (y) => Math.min(frame.bottom + 6, Math.max(frame.top - 6, y));
  const within = low <= high;
  const top = within ? clip(frame.y(k, high)) : frame.rail - 5;
  const bottom = missing ? frame.rail + 5 : clip(frame.y(k, low));
  return [top, bottom];
}

function ticks(axis, { top, bottom }) {
  const most = Math.max(2, Math.floor((bottom - top) / 34));
  if (!axis.numeric) {
    const every = Math.ceil(axis.words.length / Math.max(2, Math.floor((bottom - top) / 15)));
    return axis.words.map((word, i) => [i, word.replaceAll(/\s+/g, ' ')]).filter(([i]) => i % every === 0);
  }
  const { least, greatest, log } = axis;
  if (!(greatest > least)) return [[least, written(least, axis)]];
  if (axis.time) return [least, (least + greatest) / 2, greatest].map((v) => [v, day(v)]);
  return (log ? powers(least, greatest, most) : steps(least, greatest, most)).map((v) => [v, numbers.axis(v)]);
}

function day(millis) {
  return new Date(millis).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
}

function steps(least, greatest, most) {
  const step = niceStep(greatest - least, most);
  const from = Math.ceil(least / step - 1e-9);
  const to = Math.floor(greatest / step + 1e-9);
  return Array.from({ length: to - from + 1 }, (_, n) => Number(((from + n) * step).toPrecision(12)));
}

function powers(least, greatest, most) {
  const from = Math.ceil(Math.log10(least) - 1e-9);
  const to = Math.floor(Math.log10(greatest) + 1e-9);
  if (to - from < 1) return [least, greatest];
  const every = Math.ceil((to - from + 1) / most);
  return Array.from({ length: to - from + 1 }, (_, n) => Number(`1e${from + n}`)).filter((_, n) => n % every === 0);
}

function hitName(px, py, axes, frame) {
  if (Math.abs(py - frame.names) > NAMES / 2) return null;
  const k = nearestAxis(px, frame.x);
  const { label: title, at, log } = axes[k];
  const missing = at.reduce((n, v) => n + Number.isNaN(v), 0);
  const lines = [['drag to move this axis', '']];
  if (log) lines.unshift(['logarithmic', '']);
  if (missing) lines.unshift([`${runs(missing)} without a value`, '']);
  return { title, lines, cursor: 'grab' };
}

function hitLine(rows, at, px, py, columns, colors, theme) {
  let k = 0;
  while (k < at.x.length - 2 && at.x[k + 1] < px) k++;
  if (at.x.length < 2 || px < at.x[0] - NEAR || px > at.x.at(-1) + NEAR) return null;
  const share = (px - at.x[k]) / (at.x[k + 1] - at.x[k]);
  const [from, to] = [at.y[k], at.y[k + 1]];
  let found = null;
  let best = NEAR;
  for (const i of rows) {
    // to the line, not straight up: steep lines would be hard to meet
    const slope = (to[i] - from[i]) / (at.x[k + 1] - at.x[k]);
    const distance = Math.abs(from[i] + share * (to[i] - from[i]) - py) / Math.sqrt(1 + slope * slope);
    if (distance < best) [found, best] = [i, distance];
  }
  if (found === null) return null;
  const [mark] = lines([found], at, colors, { lineWidth: 3, lineJoin: 'round', shadowBlur: 4, shadowColor: theme.surface });
  return { row: found, columns: columns.filter((c, n) => c && columns.indexOf(c) === n), mark };
}

function nearestAxis(px, xs) {
  return xs.reduce((best, x, k) => (Math.abs(x - px) < Math.abs(xs[best] - px) ? k : best), 0);
}

function grabName(px, py, axes, frame, view, { width }) {
  if (Math.abs(py - frame.names) > NAMES / 2 || axes.length < 2) return null;
  const { name } = axes[nearestAxis(px, frame.x)];
  return {
    cursor: 'grabbing',
    move: (qx) => {
      const order = axes.map((a) => a.name).filter((n) => n !== name);
      const place = frame.x.filter((x, k) => axes[k].name !== name && x < qx).length;
      order.splice(place, 0, name);
      view.order = order;
      view.dragged = { name, x: Math.min(width - 8, Math.max(8, qx)) };
    },
    end: () => {
      view.dragged = null;
    },
  };
}

function grabAxis(px, py, axes, frame, view) {
  const k = nearestAxis(px, frame.x);
  if (Math.abs(px - frame.x[k]) > REACH) return { cursor: 'default', move: () => {}, click: () => {} };
  const { name } = axes[k];
  const old = view.intervals.get(name);
  const [top, bottom] = old ? ends(old, k, frame) : [0, 0];
  const moving = old && py >= top && py <= bottom;
  return {
    cursor: moving ? 'move' : 'ns-resize',
    move: (qx, qy) => {
      const [from, to] = moving ? [top + qy - py, bottom + qy - py] : [Math.min(py, qy), Math.max(py, qy)];
      if (to - from < LEAST_BRUSH) return;
      view.intervals.set(name, {
        low: to >= frame.top && from <= frame.bottom ? frame.value(k, to) : Infinity,
        high: to >= frame.top && from <= frame.bottom ? frame.value(k, from) : -Infinity,
        missing: frame.missing && from <= frame.rail && to >= frame.rail,
      });
    },
    click: () => view.intervals.delete(name),
  };
}
