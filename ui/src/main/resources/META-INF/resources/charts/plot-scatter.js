import { area, along, axis, drawAxes } from './plot-axes.js';
import { complete, gaps, written } from './plot-columns.js';
import { legendHeight, drawLegend } from './plot-legend.js';
import { coloring } from './plot-colors.js';
import { aside, points, rectangle } from './plot-marks.js';

const NEAR = 12;
const LEAST_RADIUS = 2.5;

/** A point a run; a rectangle that is dragged marks the runs within. */
export function scatter(scene, { spec, rows, column }, view) {
  const x = column(spec.x);
  const y = column(spec.y);
  const shown = complete(rows, [x, y]);
  if (!shown.length) return { nothing: [x, y] };
  const tint = spec.color ? column(spec.color) : null;
  const size = spec.size ? column(spec.size) : null;
  const colors = coloring(rows, tint, scene.theme);
  const { theme, chart, width } = scene;
  drawAxes(
    scene,
    legendHeight(colors.legend),
    axis(x, theme, { room: width * 0.7 }),
    axis(y, theme, { vertical: true, room: width * (colors.legend ? 0.3 : 0.7) }),
  );
  drawLegend(scene, colors.legend);

  const across = along(chart, 'x', x);
  const up = along(chart, 'y', y);
  const places = { x: spread(x), y: spread(y) };
  const at = {
    x: Float32Array.from(places.x, across.to),
    y: Float32Array.from(places.y, up.to),
    r: radii(size, rows.length, shown.length),
  };
  const inside = within(view.rectangle, places);
  const selected = inside && shown.filter(inside);
  const opacity = shown.length > 2000 ? 0.55 : 0.8;
  if (selected) {
    points(shown.filter((i) => !inside(i)), at, colors, { opacity: 0.14 }).forEach((p) => scene.group.add(p));
    drawRectangle(scene, view.rectangle, across, up);
  }
  points(selected ?? shown, at, colors, { opacity, stroke: theme.surface, lineWidth: shown.length > 500 ? 0 : 1 })
    .forEach((p) => scene.group.add(p));

  return {
    shown,
    selected,
    notes: [
      ...gaps([...new Set([x, y, tint, size])].filter(Boolean)),
      size && `larger points: more ${size.label} (${written(size.least, size)} to ${written(size.greatest, size)})`,
    ],
    hit: (px, py) => {
      const i = nearest(selected ?? shown, at, px, py);
      if (i === null) return null;
      return {
        row: i,
        columns: [x, y, tint, size].filter(Boolean),
        mark: points([i], { ...at, r: at.r.map((r) => r + 2.5) }, colors, { stroke: theme.text, lineWidth: 1.5 })[0],
      };
    },
    grab: (px, py) => ({
      cursor: 'crosshair',
      move: (qx, qy) => {
        const grid = area(chart);
        const clip = (v, from, length) => Math.min(from + length, Math.max(from, v));
        const xs = [px, qx].map((v) => across.from(clip(v, grid.x, grid.width))).sort((a, b) => a - b);
        const ys = [py, qy].map((v) => up.from(clip(v, grid.y, grid.height))).sort((a, b) => a - b);
        view.rectangle = { x: xs, y: ys };
      },
      click: () => {
        view.rectangle = null;
      },
    }),
  };
}

/** Values as they are; words a little aside of their places, for many runs have the same. */
function spread(column) {
  return column.numeric ? column.at : column.at.map((v, i) => v + 0.3 * aside(i));
}

function radii(size, rows, shown) {
  const usual = shown <= 100 ? 5 : shown <= 1000 ? 3.5 : 2.5;
  if (!size) return new Float32Array(rows).fill(usual);
  const most = shown > 1000 ? 7 : 12;
  const [least, greatest] = size.log ? [Math.log(size.least), Math.log(size.greatest)] : [size.least, size.greatest];
  return Float32Array.from(size.at, (v) => {
    if (Number.isNaN(v)) return LEAST_RADIUS;
    const share = greatest > least ? ((size.log ? Math.log(v) : v) - least) / (greatest - least) : 0.5;
    // the area tells the value, not the width
    return Math.sqrt(LEAST_RADIUS ** 2 + share * (most ** 2 - LEAST_RADIUS ** 2));
  });
}

function within(rectangle, { x, y }) {
  if (!rectangle) return null;
  const [left, right] = rectangle.x;
  const [low, high] = rectangle.y;
  return (i) => x[i] >= left && x[i] <= right && y[i] >= low && y[i] <= high;
}

function drawRectangle({ group, theme }, { x, y }, across, up) {
  const [left, right] = x.map(across.to);
  const [bottom, top] = y.map(up.to);
  group.add(rectangle(
    { x: left, y: top, width: right - left, height: bottom - top },
    { fill: theme.accentSoft, opacity: 0.5, stroke: theme.accent, lineWidth: 1 },
  ));
}

function nearest(rows, { x, y, r }, px, py) {
  let found = null;
  let best = Infinity;
  for (const i of rows) {
    const distance = Math.hypot(x[i] - px, y[i] - py) - r[i];
    if (distance < best && distance < NEAR) {
      best = distance;
      found = i;
    }
  }
  return found;
}
