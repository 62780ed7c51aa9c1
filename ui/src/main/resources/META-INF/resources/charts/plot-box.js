import * as numbers from './numbers.js';
import { area, along, axis, drawAxes } from './plot-axes.js';
import { asWords, complete, gaps, runs, written } from './plot-columns.js';
import { legendHeight, drawLegend } from './plot-legend.js';
import { coloring } from './plot-colors.js';
import { aside, line, points, rectangle } from './plot-marks.js';
import { box } from './plot-statistics.js';

const MOST_BOXES = 30;
const MOST_POINTS = 2000;
const NEAR = 8;

/** A box a category, with whiskers to 1.5 interquartile ranges; the runs are points on top. */
export function boxes(scene, { spec, rows, column }) {
  const { theme, chart, width } = scene;
  const y = column(spec.y);
  if (!y.numeric) return { nothing: `${y.label} holds words, and boxes need numbers` };
  const given = asWords(column(spec.x));
  const all = complete(rows, [given, y]);
  if (!all.length) return { nothing: [given, y] };
  const kept = mostFrequent(given, all);
  const x = { ...given, words: kept.map((w) => given.words[w]), least: 0, greatest: kept.length - 1 };
  const members = kept.map((w) => all.filter((i) => given.at[i] === w));
  const shown = members.flat();
  const tint = spec.color ? column(spec.color) : null;
  const colors = coloring(rows, tint, theme);
  const xAxis = axis(x, theme, {
    labelRoom: Math.max(36, (width - 60) / kept.length - 4),
    under: members.map((m) => `\nn = ${numbers.whole(m.length)}`),
  });
  drawAxes(
    scene,
    legendHeight(colors.legend),
    { ...xAxis, nameGap: 42, axisLabel: { ...xAxis.axisLabel, interval: 0, hideOverlap: kept.length > 12 } },
    axis(y, theme, { vertical: true, room: width * (colors.legend ? 0.3 : 0.7) }),
    { bottom: 24 },
  );
  drawLegend(scene, colors.legend);

  const across = along(chart, 'x', x);
  const up = along(chart, 'y', y);
  const band = area(chart).width / kept.length;
  const figures = members.map((rowsOf) => box(rowsOf.map((i) => y.at[i])));
  figures.forEach((f, k) => drawBox(scene, f, across.to(k), up, Math.min(90, band * 0.6)));

  const at = { x: new Float32Array(rows.length), y: Float32Array.from(y.at, up.to), r: new Float32Array(rows.length) };
  members.forEach((rowsOf, k) => rowsOf.forEach((i, n) => {
    at.x[i] = across.to(k) + aside(n) * Math.min(60, band * 0.4);
    at.r[i] = shown.length > 200 ? 2 : 3;
  }));
  const outlying = members.flatMap((rowsOf, k) => rowsOf.filter((i) => y.at[i] < figures[k].low || y.at[i] > figures[k].high));
  const drawn = shown.length > MOST_POINTS ? outlying : shown;
  points(drawn, at, colors, { opacity: 0.75, stroke: theme.surface, lineWidth: 0.5 }).forEach((p) => scene.group.add(p));

  return {
    shown,
    notes: [
      shown.length > MOST_POINTS && 'only outliers are drawn as points',
      given.words.length > kept.length && `the ${kept.length} most frequent of ${numbers.whole(given.words.length)} values of ${x.label}`,
      ...gaps([given, y]),
      'whiskers reach to 1.5 × IQR',
    ],
    figures: figures.map((f, k) => ({ category: x.words[k], ...f })),
    hit: (px, py) => hitPoint(drawn, at, px, py, colors, theme, [given, y, tint].filter(Boolean))
      ?? hitBox(px, py, area(chart), band, x, y, figures, theme),
  };
}

function mostFrequent(column, rows) {
  const count = new Array(column.words.length).fill(0);
  for (const i of rows) count[column.at[i]]++;
  return count
    .map((n, w) => [n, w])
    .filter(([n]) => n > 0)
    .sort((a, b) => b[0] - a[0])
    .slice(0, MOST_BOXES)
    .map(([, w]) => w)
    .sort((a, b) => a - b);
}

function drawBox({ group, theme }, { low, q1, median, q3, high }, x, up, width) {
  const style = { stroke: theme.strong, lineWidth: 1 };
  const [left, right] = [x - width / 2, x + width / 2];
  group.add(line(x, up.to(low), x, up.to(q1), style));
  group.add(line(x, up.to(q3), x, up.to(high), style));
  for (const end of [low, high]) group.add(line(x - width / 4, up.to(end), x + width / 4, up.to(end), style));
  group.add(rectangle({ x: left, y: up.to(q3), width, height: up.to(q1) - up.to(q3) }, { ...style, fill: theme.accentSoft }));
  group.add(line(left, up.to(median), right, up.to(median), { stroke: theme.accent, lineWidth: 2 }));
}

function hitPoint(rows, at, px, py, colors, theme, columns) {
  let found = null;
  let best = NEAR;
  for (const i of rows) {
    const distance = Math.hypot(at.x[i] - px, at.y[i] - py);
    if (distance < best) [found, best] = [i, distance];
  }
  if (found === null) return null;
  const mark = points([found], { ...at, r: at.r.map((r) => r + 2.5) }, colors, { stroke: theme.text, lineWidth: 1.5 })[0];
  return { row: found, columns, mark };
}

function hitBox(px, py, grid, band, x, y, figures, theme) {
  const k = Math.floor((px - grid.x) / band);
  if (k < 0 || k >= figures.length || py < grid.y || py > grid.y + grid.height) return null;
  const f = figures[k];
  const value = (name, v) => [name, written(v, y)];
  return {
    title: `${x.label} ${x.words[k]}, ${runs(f.n)}`,
    lines: [
      value('greatest', f.greatest), value('upper whisker', f.high), value('upper quartile', f.q3), value('median', f.median),
      value('lower quartile', f.q1), value('lower whisker', f.low), value('least', f.least),
      ['outliers', numbers.whole(f.outliers)],
    ],
    mark: rectangle({ x: grid.x + band * k, y: grid.y, width: band, height: grid.height }, { fill: theme.text, opacity: 0.05 }),
  };
}
