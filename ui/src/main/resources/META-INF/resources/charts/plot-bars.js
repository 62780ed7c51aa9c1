import { area, along, axis, drawAxes } from './plot-axes.js';
import { complete, gaps, runs } from './plot-columns.js';
import { legendHeight, drawLegend } from './plot-legend.js';
import { coloring } from './plot-colors.js';
import { rectangle, text, widthOf } from './plot-marks.js';

const MOST = 100;
const NAME = 13;
const SIDE = 10;

/** A bar a run, the greatest value on top. */
export function bars(scene, { spec, rows, column }) {
  const value = column(spec.y ?? spec.x);
  if (!value.numeric) return { nothing: `${value.label} holds words, and bars need numbers` };
  const all = complete(rows, [value]).sort((a, b) => value.at[b] - value.at[a]);
  if (!all.length) return { nothing: [value] };
  const shown = all.slice(0, MOST);
  const colors = coloring(rows, spec.color && column(spec.color), scene.theme);
  const names = shown.map((i) => rows[i].name);
  const room = roomFor(names, scene);
  drawAxes(scene, legendHeight(colors.legend), axis(value, scene.theme, { zero: true }), nameAxis(), { left: room });
  drawLegend(scene, colors.legend);

  const { x: left, y: top, width, height } = area(scene.chart);
  const x = along(scene.chart, 'x', value);
  const foot = value.log ? left : x.to(0);
  const each = height / shown.length;
  drawNames(scene, names, top, each, room);
  const thick = Math.min(24, each * 0.72);
  shown.forEach((i, k) => {
    const end = x.to(value.at[i]);
    scene.group.add(rectangle(
      { x: Math.min(foot, end), y: top + each * (k + 0.5) - thick / 2, width: Math.max(1, Math.abs(end - foot)), height: thick },
      { fill: colors.colors[colors.of[i]] },
    ));
  });
  return {
    shown,
    notes: [all.length > MOST && `the ${MOST} greatest of ${runs(all.length)}`, ...gaps([value])],
    hit: (px, py) => {
      const k = Math.floor((py - top) / each);
      if (k < 0 || k >= shown.length || px > left + width) return null;
      return { row: shown[k], columns: [value], mark: rectangle({ x: left, y: top + each * k, width, height: each }, { fill: scene.theme.text, opacity: 0.08 }) };
    },
  };
}

/** Nothing but a place for the bars: ECharts would not cut long names and leave room for them at once. */
function nameAxis() {
  return { type: 'category', data: [0], show: false };
}

function drawNames({ group, theme }, names, top, each, room) {
  const every = Math.ceil(NAME / each);
  names.forEach((name, k) => {
    if (k % every) return;
    const style = { align: 'right', width: room - SIDE - 6, fill: theme.text };
    group.add(text(room - 6, top + each * (k + 0.5), name.replaceAll(/\s+/g, ' '), theme, style));
  });
}

function roomFor(names, { theme, width }) {
  const longest = names.reduce((most, name) => Math.max(most, widthOf(name, `11px ${theme.font}`)), 0);
  return Math.min(longest + 2, width * 0.3) + SIDE + 6;
}
