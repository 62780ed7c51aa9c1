import { isDrawable, showsArea } from './chart-view.js';

const DASHES = [null, [7, 4], [2, 3], [8, 3, 2, 3]];
const INHERITED = [2, 3];

/**
 * The shapes of all lines of a chart, for one custom series of ECharts: a hundred series of its own kind would take it
 * several times as long.
 *
 * @param {object[]} lines from chart-data.js
 * @param {object} view from chart-view.js
 * @param {object} scale from scale.js
 * @param {object} theme
 */
export function shapesOf(lines, view, scale, theme) {
  return lines.flatMap((line) => areas(line, lines, view, scale, theme))
    .concat(lines.flatMap((line) => curves(line, lines, view, scale, theme)))
    .concat(lines.flatMap((line) => rewinds(line, view, scale, theme)))
    .concat(lines.flatMap((line) => notFinite(line, scale, theme)));
}

function areas(line, lines, view, scale, theme) {
  if (!showsArea(line, lines, view)) return [];
  const can = isDrawable(view.log);
  const canX = isDrawable(view.xlog);
  const opacity = line.isBand ? 0.18 : view.smoothing > 0 ? 0.1 : 0.2;
  return stretches(line.x.length, (i) => canX(line.x[i]) && can(line.low[i]) && can(line.high[i])).map(([from, to]) => {
    const points = [];
    for (let i = from; i < to; i++) points.push([scale.x.pixel(line.x[i]), scale.y.pixel(line.high[i])]);
    for (let i = to - 1; i >= from; i--) points.push([scale.x.pixel(line.x[i]), scale.y.pixel(line.low[i])]);
    return { type: 'polygon', shape: { points }, style: { fill: theme.runs[line.color], opacity }, z2: 1, silent: true };
  });
}

/** Lines one pixel wide are drawn twenty times as fast as wider ones: 100 of 200 points in 20 ms. */
const HAIRLINES = 12;

function curves(line, lines, view, scale, theme) {
  const many = lines.length > HAIRLINES;
  const hair = 1 / window.devicePixelRatio;
  const width = many ? hair : 1.6;
  if (!line.smoothed) return course(line, line.y, { width, opacity: 1, z2: 3 }, view, scale, theme);
  return [
    ...course(line, line.y, { width: many ? hair : 1, opacity: many ? 0.15 : 0.3, z2: 2 }, view, scale, theme),
    ...course(line, line.smoothed, { width: many ? hair : 1.8, opacity: 1, z2: 3 }, view, scale, theme),
  ];
}

/** What it has from the run it was forked from is thinner and dotted. */
function course(line, values, style, view, scale, theme) {
  if (line.forkedAt === null) return curve(line, values, style, view, scale, theme, () => true);
  const inherited = { ...style, width: style.width * 0.7, dash: INHERITED };
  return [
    ...curve(line, values, inherited, view, scale, theme, (x) => x <= line.forkedAt),
    ...curve(line, values, style, view, scale, theme, (x) => x >= line.forkedAt),
  ];
}

function curve(line, values, { width, opacity, z2, dash }, view, scale, theme, belongs) {
  const can = isDrawable(view.log);
  const canX = isDrawable(view.xlog);
  const color = theme.runs[line.color];
  const shapes = [];
  for (const [from, to] of stretches(values.length, (i) => can(values[i]) && canX(line.x[i]) && belongs(line.x[i]))) {
    const points = [];
    for (let i = from; i < to; i++) points.push([scale.x.pixel(line.x[i]), scale.y.pixel(values[i])]);
    // a lone point has no line; show it as a dot
    if (points.length === 1) {
      const [cx, cy] = points[0];
      shapes.push({ type: 'circle', shape: { cx, cy, r: 2.5 }, style: { fill: color, opacity }, z2, silent: true });
    } else {
      const lineDash = dash ?? DASHES[line.dash];
      shapes.push({ type: 'polyline', shape: { points }, z2, silent: true,
        style: { stroke: color, fill: null, lineWidth: width, opacity, lineDash, lineJoin: 'round' } });
    }
  }
  return shapes;
}

/** From where to before where a condition holds. */
function stretches(n, holds) {
  const all = [];
  let from = -1;
  for (let i = 0; i <= n; i++) {
    if (i < n && holds(i)) {
      if (from < 0) from = i;
    } else if (from >= 0) {
      all.push([from, i]);
      from = -1;
    }
  }
  return all;
}

/** A short upright stroke where a run was rewound and went on. */
function rewinds(line, view, scale, theme) {
  return line.marks.filter(isDrawable(view.xlog)).map((place) => {
    const x = scale.x.pixel(place);
    const i = line.x.findIndex((v) => v >= place);
    const y = scale.y.pixel((line.smoothed ?? line.y)[i < 0 ? line.x.length - 1 : i]);
    return { type: 'line', shape: { x1: x, y1: y - 7, x2: x, y2: y + 7 }, z2: 4, silent: true,
      style: { stroke: theme.runs[line.color], lineWidth: 2 } };
  });
}

/** Small triangles at the lower edge where values are not finite. */
function notFinite(line, scale, theme) {
  return line.bad.map((place) => {
    const x = scale.x.pixel(place);
    const foot = scale.bottom;
    return { type: 'polygon', shape: { points: [[x - 4, foot], [x + 4, foot], [x, foot - 8]] }, z2: 5, silent: true,
      style: { fill: theme.bad } };
  });
}
