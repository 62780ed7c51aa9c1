import { written } from './plot-columns.js';
import { color, theme } from './theme.js';

const { echarts } = globalThis;
const RUN_COLORS = 12;
const SCALE_STOPS = 7;
const SHADES = 28;

/** The colours of palette.css for plots, as a canvas takes them. */
export function plotTheme(element) {
  const stops = Array.from({ length: SCALE_STOPS }, (_, i) => color(element, `--scale-${i}`));
  return {
    ...theme(element),
    accent: color(element, '--accent'),
    accentSoft: color(element, '--accent-soft'),
    scale: stops,
    shades: Array.from({ length: SHADES }, (_, i) => echarts.color.lerp(i / (SHADES - 1), stops)),
  };
}

/**
 * Which colour each row has: the index of it in `colors`, and a legend that explains them.
 *
 * @param {object[]} rows
 * @param {object} [column] what colours them; without it, runs have their own colours
 */
export function coloring(rows, column, theme) {
  if (!column) return { of: rows.map((row) => (row.color ?? 0) % RUN_COLORS), colors: theme.runs, legend: groups(rows, theme) };
  const colors = column.numeric ? theme.shades : theme.runs;
  const none = colors.length;
  const rest = column.numeric || column.words.length <= RUN_COLORS ? null : RUN_COLORS - 1;
  const of = Array.from(column.at, (v) => (Number.isNaN(v) ? none : column.numeric ? shade(v, column) : Math.min(v, rest ?? v)));
  const all = [...colors, theme.strong];
  const legend = { column, ...explained(column, rest, theme) };
  if (of.includes(none)) legend.none = theme.strong;
  return { of, colors: all, legend };
}

function explained(column, rest, theme) {
  if (!column.numeric) return { names: named(column.words, rest, theme) };
  if (column.greatest > column.least) return { scale: theme.scale };
  return { names: Number.isFinite(column.least) ? [{ name: written(column.least, column), color: theme.shades[SHADES >> 1] }] : [] };
}

function shade(value, { least, greatest, log }) {
  if (greatest === least) return SHADES >> 1;
  const share = log
    ? Math.log(value / least) / Math.log(greatest / least)
    : (value - least) / (greatest - least);
  return Math.round(share * (SHADES - 1));
}

function named(words, rest, theme) {
  const items = words.slice(0, rest ?? words.length).map((name, i) => ({ name, color: theme.runs[i] }));
  return rest === null ? items : [...items, { name: `${words.length - rest} others`, color: theme.runs[rest] }];
}

/** Groups are explained when each has one colour. */
function groups(rows, theme) {
  const colors = new Map();
  for (const { group, color } of rows) {
    if (group === null || group === undefined) continue;
    if (colors.has(group) && colors.get(group) !== color) return null;
    colors.set(group, color);
    if (colors.size > RUN_COLORS) return null;
  }
  return colors.size ? { names: [...colors].map(([name, c]) => ({ name, color: theme.runs[c ?? 0] })) } : null;
}
