import { aggregate, interpolate } from './aggregate.js';
import { smooth } from './smoothing.js';

/**
 * What is drawn, worked out of what the server sent.
 *
 * A line has: name, metric, color (0–11), dash (0–3), x and y (columns), smoothed (a column, or null), low and high
 * (columns of the area around it, or null), n (how many points or runs each place stands for), isBand (whether
 * that are runs), bad (places of values that are not finite), marks (places where it was rewound), forkedAt.
 *
 * @param {{metrics: string[], expression: object | null, label: string}} spec
 * @param {object[]} runs as of <assay-panels>
 * @param {{series: (metric: string, run: string) => object, branches: (run: string) => number[]}} source
 * @param {object} view from chart-view.js
 */
export function linesOf(spec, runs, source, view) {
  const lines = [];
  for (const run of runs) {
    const of = spec.expression ? [expressionLine(spec, run, source)] : spec.metrics.map((m) => metricLine(m, run, source));
    lines.push(...of.filter((line) => line && line.x.length > 0));
  }
  const shown = view.band ? grouped(lines, view) : lines;
  const range = rangeOf(shown, view);
  for (const line of shown) {
    line.smoothed = view.smoothing > 0 ? smooth(view.smoother, line.x, line.y, view.smoothing, range) : null;
  }
  return shown;
}

/** How wide the part of x is that is seen. */
function rangeOf(lines, view) {
  if (view.range) return view.range.to - view.range.from;
  let [first, last] = [Infinity, -Infinity];
  for (const { x } of lines) {
    first = Math.min(first, x[0]);
    last = Math.max(last, x[x.length - 1]);
  }
  return last - first;
}

function lineOf(run, metric, source, columns) {
  return { key: `${run.id},${metric}`, runId: run.id, name: run.name, group: run.group ?? null, metric, color: run.color ?? 0,
    dash: run.dash ?? 0, isBand: false, bad: [], low: null, high: null, n: null, steps: null,
    ...history(run, source.branches(run.id), columns), ...columns };
}

function metricLine(metric, run, source) {
  const s = source.series(metric, run.id);
  if (!s || s.step.length === 0) return null;
  const x = s.x ?? s.step;
  const several = s.count.some((n) => n > 1);
  const bad = [];
  for (let i = 0; i < x.length; i++) if (s.nonFinite[i] > 0) bad.push(x[i]);
  return lineOf(run, metric, source, {
    x, y: s.mean, low: several ? s.min : null, high: several ? s.max : null, n: s.count, bad, steps: s.step,
    last: s.last[s.last.length - 1], points: s.points, lastStep: s.lastStep ?? s.step[s.step.length - 1],
  });
}

/** On the places of the metric with the fewest; the others are interpolated there. */
function expressionLine({ expression, label }, run, source) {
  const all = expression.metrics.map((metric) => source.series(metric, run.id));
  if (all.some((s) => !s || s.step.length === 0)) return null;
  const fewest = all.reduce((a, b) => (b.step.length < a.step.length ? b : a));
  const x = fewest.x ?? fewest.step;
  const columns = new Map(all.map((s, i) => [expression.metrics[i], s === fewest ? s.mean : interpolate(s.x ?? s.step, s.mean, x)]));
  const y = expression.evaluate(columns, x.length);
  return lineOf(run, label, source, {
    x, y, steps: fewest.step, last: y[y.length - 1], points: fewest.points, lastStep: fewest.lastStep,
  });
}

/** Where on x a run parts from the one it was forked from, and where it was rewound. */
function history(run, branches, { x, steps }) {
  const place = (step) => {
    const i = steps.findIndex((s) => s > step);
    return i < 0 ? x[x.length - 1] : x[Math.max(0, i - 1)];
  };
  const forkStep = run.forkStep ?? null;
  return {
    forkedAt: forkStep === null ? null : place(forkStep),
    marks: branches.filter((step) => forkStep === null || step > forkStep).map(place),
  };
}

function grouped(lines, view) {
  const groups = new Map();
  const alone = [];
  for (const line of lines) {
    if (line.group === null) alone.push(line);
    else {
      const key = `${line.group},${line.metric}`;
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(line);
    }
  }
  return [...groups.entries()].map(([key, members]) => groupLine(key, members, view)).concat(alone);
}

function groupLine(key, members, view) {
  const [first] = members;
  const columns = aggregate(members, view.band, view.xlog);
  return {
    key, name: `${first.group} (n = ${members.length})`, group: first.group, metric: first.metric, color: first.color,
    dash: first.dash, isBand: true, bad: [], marks: [], forkedAt: null, steps: null, ...columns,
    last: columns.y[columns.y.length - 1],
    points: members.reduce((sum, m) => sum + m.points, 0), lastStep: Math.max(...members.map((m) => m.lastStep)),
  };
}
