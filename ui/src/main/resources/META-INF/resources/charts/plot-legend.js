import * as numbers from './numbers.js';
import { rectangle, text } from './plot-marks.js';

const { graphic } = globalThis.echarts;
const HEIGHT = 22;
const BAR = 90;

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
  const ends = [column.least, column.greatest].map((v) => numbers.short(v));
  const right = ends[1].length * 6.2;
  const left = ends[0].length * 6.2;
  group.add(text(x, y, ends[1], theme, { align: 'right' }));
  x -= right + 6 + BAR;
  const stops = scale.map((color, i) => ({ offset: i / (scale.length - 1), color }));
  group.add(rectangle({ x, y: y - 4, width: BAR, height: 8, r: 2 }, { fill: new graphic.LinearGradient(0, 0, 1, 0, stops) }));
  group.add(text(x - 6, y, ends[0], theme, { align: 'right' }));
  const room = Math.max(30, x - left - 24 - width * 0.25);
  const words = column.log ? `${column.label} (log)` : column.label;
  group.add(text(x - left - 14, y, words, theme, { align: 'right', width: room, fill: theme.text }));
}

function names({ group, theme, width, offset }, { column, names, none }) {
  const y = offset + HEIGHT / 2;
  const items = none ? [...names, { name: 'no value', color: none }] : names;
  const from = width * 0.3;
  const each = Math.min(110, (width - from - 12) / items.length);
  let x = width - 12 - each * items.length;
  if (column) group.add(text(x - 8, y, column.label, theme, { align: 'right', width: 90, fill: theme.text }));
  for (const { name, color } of items) {
    group.add(rectangle({ x, y: y - 4, width: 8, height: 8, r: 2 }, { fill: color }));
    if (each > 30) group.add(text(x + 12, y, name, theme, { width: each - 18 }));
    x += each;
  }
}
