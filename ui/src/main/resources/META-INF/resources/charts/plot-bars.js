import { area, along, axis, drawAxes } from './plot-axes.js';
import { complete, gaps, runs } from './plot-columns.js';
import { legendHeight, drawLegend } from './plot-legend.js';
import { coloring } from './plot-colors.js';
import { rectangle } from './plot-marks.js';

const MOST = 100;

/** A bar a run, the greatest value on top. */
export function bars(scene, { spec, rows, column }) {
  const value = column(spec.y ?? spec.x);
  const all = complete(rows, [value]).sort((a, b) => value.at[b] - value.at[a]);
  if (!all.length) return { nothing: [value] };
  const shown = all.slice(0, MOST);
  const colors = coloring(rows, spec.color && column(spec.color), scene.theme);
  drawAxes(scene, legendHeight(colors.legend), axis(value, scene.theme, { zero: true }), nameAxis(scene, shown.map((i) => rows[i].name)));
  drawLegend(scene, colors.legend);

  const { x: left, y: top, width, height } = area(scene.chart);
  const x = along(scene.chart, 'x', value);
  const foot = value.log ? left : x.to(0);
  const each = height / shown.length;
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

function nameAxis({ theme, width }, names) {
  return {
    type: 'category',
    data: names.map((_, k) => k),
    inverse: true,
    axisLine: { show: true, lineStyle: { color: theme.line } },
    axisTick: { show: false },
    axisLabel: {
      color: theme.text, width: Math.max(60, width * 0.22), overflow: 'truncate', hideOverlap: true,
      formatter: (k) => names[k],
    },
    splitLine: { show: false },
    silent: true,
  };
}
