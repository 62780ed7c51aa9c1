import { written } from './plot-columns.js';
import { rectangle, text, widthOf } from './plot-marks.js';

const { graphic } = globalThis.echarts;
const HEIGHT = 22;
const BAR = 90;
const NARROW = 280;
const MOST_WIDE = 130;

export function legendHeight(legend) {
  return legend ? HEIGHT : 0;
}

/** Explains colours in the upper right: a scale with its ends, or names. */
export function drawLegend(scene, legend) {
  if (!legend) return;
  if (legend.scale) scale(scene, legend);
  else names(scene, legend);
}

function scale({ group, theme, width, offset }, { column, scale, none }) {
  const y = offset + HEIGHT / 2;
  let x = width - 12;
  if (none) {
    group.add(text(x, y, 'no value', theme, { align: 'right' }));
    group.add(rectangle({ x: x - 60, y: y - 4, width: 8, height: 8, r: 4 }, { fill: none }));
    x -= 74;
  }
  const ends = [column.least, column.greatest].map((v) => written(v, column));
  const [left, right] = ends.map((end) => wide(end, theme));
  group.add(text(x, y, ends[1], theme, { align: 'right' }));
  const bar = width < NARROW ? BAR / 3 : BAR;
  x -= right + 6 + bar;
  const stops = scale.map((color, i) => ({ offset: i / (scale.length - 1), color }));
  group.add(rectangle({ x, y: y - 4, width: bar, height: 8, r: 2 }, { fill: new graphic.LinearGradient(0, 0, 1, 0, stops) }));
  group.add(text(x - 6, y, ends[0], theme, { align: 'right' }));
  const room = x - left - 24 - width * 0.3;
  if (room < 24) return;
  const words = column.log ? `${column.label} (log)` : column.label;
  group.add(text(x - left - 14, y, words, theme, { align: 'right', width: room, fill: theme.text }));
}

function names({ group, theme, width, offset }, { column, names, none }) {
  const y = offset + HEIGHT / 2;
  const items = none ? [...names, { name: 'no value', color: none }] : names;
  const widths = items.map(({ name }) => Math.min(MOST_WIDE, wide(name, theme)) + 26);
  const title = column && width >= NARROW ? Math.min(MOST_WIDE, wide(column.label, theme)) + 10 : 0;
  // y's name stands on the left of the same line; when there is too little room, names become shorter, then go
  const scale = Math.min(1, (width * (width < NARROW ? 0.5 : 0.68) - title - 12) / widths.reduce((sum, w) => sum + w, 0));
  let x = width - 12 - widths.reduce((sum, w) => sum + w * scale, 0);
  if (title) group.add(text(x - 10, y, column.label, theme, { align: 'right', width: title - 8, fill: theme.text }));
  items.forEach(({ name, color }, k) => {
    group.add(rectangle({ x, y: y - 4, width: 8, height: 8, r: 2 }, { fill: color }));
    const room = widths[k] * scale - 18;
    if (room > 14) group.add(text(x + 12, y, name, theme, { width: room }));
    x += widths[k] * scale;
  });
}

function wide(words, theme) {
  return widthOf(words, `11px ${theme.font}`) + 1;
}
