import { get, Outcome } from './server.js';

const REREAD_MS = 10_000;

/**
 * A bar chart, scatter plot, histogram, box plot or parallel coordinates of the runs: <assay-plot>, with rows read from
 * the search of runs.
 */
export function runsPanel(panel, host) {
  const element = document.createElement('div');
  element.className = 'plot-panel';
  let plot = null;
  let known = '';
  let timer = null;
  let reads = 0;

  const say = (text) => {
    const p = document.createElement('p');
    p.className = 'message';
    p.textContent = text;
    element.replaceChildren(p);
  };
  const read = async () => {
    clearTimeout(timer);
    const columns = columnsOf(panel);
    const number = ++reads;
    const { outcome, rows } = await readRows(host.runs, columns);
    if (!element.isConnected || number !== reads) return; // other runs have been asked for since
    if (outcome === Outcome.CHANGED) plot.rows = rows;
    else known = ''; // so that the next look tries again
    if (host.runs.some((run) => run.live)) timer = setTimeout(() => element.isConnected && read(), REREAD_MS);
  };
  element.refresh = async () => {
    const ids = JSON.stringify(host.runs);
    if (ids === known) return;
    known = ids;
    if (!(await plotIsThere())) return say('This kind of panel cannot be shown by this server.');
    if (!plot) {
      plot = document.createElement('assay-plot');
      plot.spec = specOf(panel);
      element.replaceChildren(plot);
    }
    await read();
  };
  queueMicrotask(() => element.refresh());
  return element;
}

async function plotIsThere() {
  try {
    await import('./plot.js');
  } catch {
    return false;
  }
  return customElements.get('assay-plot') !== undefined;
}

function specOf({ kind, title, x, y, color, size, axes, bins, log }) {
  return { kind, title: title ?? '', x, y, color, size, axes: axes ?? [], bins, log: !!log };
}

function columnsOf({ x, y, color, size, axes }) {
  return [...new Set([x, y, color, size, ...(axes ?? [])].filter(Boolean))];
}

const METRIC = /^(?:(last|min|max|mean)\()?metrics?\.(?:`([^`]+)`|([^)]+))\)?$/;

/** @returns {Promise<{outcome: string, rows?: object[]}>} in the order of the runs */
async function readRows(runs, columns) {
  const metrics = columns.map((column) => METRIC.exec(column)).filter(Boolean).map((m) => m[2] ?? m[3]);
  const query = new URLSearchParams({ limit: runs.length || 1, filter: `id in (${runs.map((run) => `'${run.id}'`)})` });
  [...new Set(metrics)].forEach((metric) => query.append('metric', metric));
  if (runs.length === 0) return { outcome: Outcome.CHANGED, rows: [] };
  const { outcome, response } = await get(`runs?${query}`);
  if (outcome !== Outcome.CHANGED) return { outcome };
  const found = new Map((await response.json()).items.map((item) => [item.run.id, item]));
  const rows = runs.filter((run) => found.has(run.id)).map((run) => ({
    id: run.id,
    name: run.name,
    color: run.color ?? 0,
    group: run.group ?? null,
    values: Object.fromEntries(columns.map((column) => [column, valueOf(column, found.get(run.id))])),
  }));
  return { outcome, rows };
}

/** A column in the words of the search language. */
function valueOf(column, { run, metrics }) {
  const metric = METRIC.exec(column);
  if (metric) return number(metrics[metric[2] ?? metric[3]]?.[metric[1] ?? 'last']);
  const [, kind, name] = /^(?:(params|tags)\.)?(.*)$/s.exec(column);
  const bare = name.replace(/^`(.*)`$/, '$1');
  if (kind === 'params') return plain(at(run.params, bare));
  if (kind === 'tags') return run.tags[bare] ?? null;
  if (bare === 'duration') return run.startedAt ? (Date.parse(run.endedAt ?? new Date()) - Date.parse(run.startedAt)) / 1000 : null;
  if (bare === 'start_time' || bare === 'created') return Date.parse(run.startedAt ?? run.createdAt);
  if (bare === 'end_time') return run.endedAt ? Date.parse(run.endedAt) : null;
  return plain(run[{ user: 'createdBy' }[bare] ?? bare]);
}

/** A param by its whole address: `model.layers` may lie in `model`, or be called so. */
function at(tree, address) {
  if (tree === null || typeof tree !== 'object') return undefined;
  if (Object.hasOwn(tree, address)) return tree[address];
  for (let dot = address.indexOf('.'); dot > 0; dot = address.indexOf('.', dot + 1)) {
    const inner = Object.hasOwn(tree, address.slice(0, dot)) ? at(tree[address.slice(0, dot)], address.slice(dot + 1)) : undefined;
    if (inner !== undefined) return inner;
  }
  return undefined;
}

const number = (v) => (typeof v === 'number' ? v : null);

function plain(value) {
  if (value === undefined || value === null) return null;
  return typeof value === 'number' || typeof value === 'string' ? value : typeof value === 'boolean' ? String(value) : JSON.stringify(value);
}
