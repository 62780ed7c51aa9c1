import { area, along, axis, drawAxes } from './plot-axes.js';
import { complete, gaps, runs, written } from './plot-columns.js';
import { legendHeight, drawLegend } from './plot-legend.js';
import { rectangle } from './plot-marks.js';
import { binEdges, binOf } from './plot-statistics.js';

const MOST_GROUPS = 12;
const ORDER = new Intl.Collator('en', { numeric: true });

/** How many runs have which values; groups stand on each other. Words are counted each. */
export function histogram(scene, { spec, rows, column }) {
  const { theme, chart, width } = scene;
  const x = column(spec.x);
  const shown = complete(rows, [x]);
  if (!shown.length) return { nothing: [x] };
  const bins = x.numeric ? binsOf(x, shown, spec.bins) : { count: x.words.length, of: (v) => v };
  const groups = groupsOf(rows, shown);
  const counts = groups.map(() => new Array(bins.count).fill(0));
  for (const i of shown) counts[groups.index(i)][bins.of(x.at[i])]++;
  const highest = Math.max(...Array.from({ length: bins.count }, (_, k) => sum(counts, k)));

  const legend = groups.named ? { names: groups.map((g) => ({ name: g.name, color: theme.runs[g.color] })) } : null;
  drawAxes(
    scene,
    legendHeight(legend),
    axis(bins.edges ? { ...x, ...ends(bins.edges) } : x, theme, { grid: false, flush: true }),
    { ...axis(countColumn(highest), theme, { zero: true, vertical: true, whole: true, room: width * 0.3 }) },
  );
  drawLegend(scene, legend);

  const across = along(chart, 'x', x);
  const up = along(chart, 'y', countColumn(highest));
  const edge = (k) => (bins.edges ? across.to(bins.edges[k]) : across.to(k - 0.5) + 1);
  for (let k = 0; k < bins.count; k++) {
    let below = 0;
    groups.forEach((group, g) => {
      const n = counts[g][k];
      if (!n) return;
      const gap = edge(k + 1) - edge(k) > 4 ? 1 : 0;
      scene.group.add(rectangle(
        { x: edge(k), y: up.to(below + n), width: Math.max(1, edge(k + 1) - edge(k) - gap), height: up.to(below) - up.to(below + n) },
        { fill: groups.named ? theme.runs[group.color] : theme.accent, opacity: 0.85 },
      ));
      below += n;
    });
  }
  return {
    shown,
    notes: [bins.words, ...gaps([x])],
    hit: (px, py) => {
      const grid = area(chart);
      if (py < grid.y || py > grid.y + grid.height) return null;
      const k = Array.from({ length: bins.count }, (_, b) => b).find((b) => px >= edge(b) && px < edge(b + 1));
      if (k === undefined) return null;
      return {
        title: bins.edges ? `${written(bins.edges[k], x)} to ${written(bins.edges[k + 1], x)}` : x.words[k],
        lines: [
          [x.label, runs(sum(counts, k))],
          ...(groups.named ? groups.map((g, i) => [g.name, runs(counts[i][k]), theme.runs[g.color]]).filter((_, i) => counts[i][k]) : []),
        ],
        mark: rectangle({ x: edge(k), y: grid.y, width: edge(k + 1) - edge(k), height: grid.height }, { fill: theme.text, opacity: 0.08 }),
      };
    },
    bins: bins.edges,
    counts: Array.from({ length: bins.count }, (_, k) => sum(counts, k)),
  };
}

/** A bin that is alone is not as wide as all of the plot. */
function ends(edges) {
  const alone = edges.length === 2 ? edges[1] - edges[0] : 0;
  return { least: edges[0] - alone, greatest: edges.at(-1) + alone };
}

function sum(counts, k) {
  return counts.reduce((total, group) => total + group[k], 0);
}

function binsOf(x, shown, wanted) {
  const scaled = shown.map((i) => (x.log ? Math.log10(x.at[i]) : x.at[i]));
  const edges = binEdges(scaled, wanted);
  const count = edges.length - 1;
  return {
    count,
    edges: x.log ? edges.map((e) => 10 ** e) : edges,
    of: (v) => binOf(x.log ? Math.log10(v) : v, edges),
    words: `${count} ${count === 1 ? 'bin' : 'bins'}${wanted ? '' : ' (Freedman–Diaconis)'}`,
  };
}

function countColumn(highest) {
  return { label: 'runs', numeric: true, least: 0, greatest: highest, log: false };
}

/** In the order of their names; those beyond the twelfth are one. */
function groupsOf(rows, shown) {
  const size = new Map();
  for (const i of shown) size.set(rows[i].group ?? null, (size.get(rows[i].group ?? null) ?? 0) + 1);
  const all = [...size.keys()];
  if (all.length === 1 && all[0] === null) return Object.assign([{ name: '', color: 0 }], { named: false, index: () => 0 });
  const others = all.length > MOST_GROUPS ? all.length - MOST_GROUPS + 1 : 0;
  const kept = all.sort((a, b) => size.get(b) - size.get(a)).slice(0, all.length - others);
  kept.sort((a, b) => (a === null) - (b === null) || ORDER.compare(a, b));
  if (others) kept.push(undefined);
  const order = new Map(kept.map((name, g) => [name, g]));
  const first = new Map();
  for (const i of shown) if (!first.has(rows[i].group ?? null)) first.set(rows[i].group ?? null, rows[i].color);
  const distinct = new Set(first.values()).size === first.size;
  const named = kept.map((name, g) => ({
    name: name === undefined ? `${others} other groups` : name ?? 'no group',
    color: distinct && name !== undefined ? first.get(name) : g,
  }));
  return Object.assign(named, {
    named: true,
    index: (i) => order.get(rows[i].group ?? null) ?? MOST_GROUPS - 1,
  });
}
