/**
 * How people have arranged panels: what they moved, sized, folded and added. Kept in the address as compact JSON; what
 * cannot be understood is as if it were not there.
 *
 *   {"m": [["val/loss", "train/loss"]],   moves: a panel, and the one it stands before; null for the end of its section
 *    "s": {"train/loss": [2, 1]},         sizes: columns and rows
 *    "c": ["grad"],                       sections that are folded
 *    "p": [{"id": 1, "kind": "line", "title": "gap", "expression": "val/loss - train/loss"}]}  added
 */
export const LONGEST = 6000;
export const MOST_COLUMNS = 4;
export const MOST_ROWS = 4;
export const OWN_SECTION = 'Added panels';
const KINDS = ['line', 'bar', 'scatter', 'histogram', 'parallel', 'box', 'text', 'image'];

export class Layout {
  constructor({ moves = [], sizes = new Map(), folded = new Set(), panels = [] } = {}) {
    this.moves = moves;
    this.sizes = sizes;
    this.folded = folded;
    this.panels = panels;
    Object.freeze(this);
  }

  static parse(text) {
    let json;
    try {
      json = JSON.parse(text || '{}');
    } catch {
      return new Layout();
    }
    if (typeof json !== 'object' || json === null) return new Layout();
    return new Layout({
      moves: list(json.m).filter((m) => Array.isArray(m) && isText(m[0]) && (m[1] === null || isText(m[1]))),
      sizes: new Map(Object.entries(json.s ?? {}).filter(([, s]) => isSize(s))),
      folded: new Set(list(json.c).filter(isText)),
      panels: list(json.p).filter((p) => p && KINDS.includes(p.kind) && Number.isInteger(p.id)).map(clean),
    });
  }

  text() {
    const json = {};
    if (this.moves.length) json.m = this.moves;
    if (this.sizes.size) json.s = Object.fromEntries(this.sizes);
    if (this.folded.size) json.c = [...this.folded];
    if (this.panels.length) json.p = this.panels;
    const text = JSON.stringify(json);
    return text === '{}' ? '' : text;
  }

  #with(change) {
    return new Layout({ ...this, ...change });
  }

  /** A panel stands before another of its section; null for the end. */
  move(key, before) {
    return this.#with({ moves: [...this.moves.filter(([moved]) => moved !== key), [key, before]] });
  }

  size(key, columns, rows) {
    const sizes = new Map(this.sizes);
    if (columns === 1 && rows === 1) sizes.delete(key);
    else sizes.set(key, [columns, rows]);
    return this.#with({ sizes });
  }

  sizeOf(key) {
    return this.sizes.get(key) ?? [1, 1];
  }

  fold(section, isFolded) {
    const folded = new Set(this.folded);
    if (isFolded) folded.add(section);
    else folded.delete(section);
    return this.#with({ folded });
  }

  add(panel) {
    const id = 1 + Math.max(0, ...this.panels.map((p) => p.id));
    return this.#with({ panels: [...this.panels, clean({ ...panel, id })] });
  }

  replace(id, panel) {
    return this.#with({ panels: this.panels.map((p) => (p.id === id ? clean({ ...panel, id }) : p)) });
  }

  remove(id) {
    const key = ownKey({ id });
    const sizes = new Map(this.sizes);
    sizes.delete(key);
    return this.#with({
      panels: this.panels.filter((p) => p.id !== id),
      moves: this.moves.filter(([moved]) => moved !== key),
      sizes,
    });
  }
}

/** What a panel that somebody added is called among others; no metric begins so. */
const ownKey = ({ id }) => `+${id}`;

/** Only what panels are made of, and only where it says something. */
function clean(panel) {
  const names = ['id', 'kind', 'title', 'expression', 'x', 'y', 'color', 'size', 'axes', 'bins', 'log', 'text', 'path'];
  return Object.fromEntries(
    names.map((name) => [name, panel[name]]).filter(([, v]) => v !== undefined && v !== null && v !== '' && v !== false),
  );
}

const list = (value) => (Array.isArray(value) ? value : []);
const isText = (value) => typeof value === 'string';
const isSize = (s) =>
  Array.isArray(s) && within(s[0], MOST_COLUMNS) && within(s[1], MOST_ROWS);
const within = (n, most) => Number.isInteger(n) && n >= 1 && n <= most;

const NO_PREFIX = 'other';
const FIRST = ['train', 'val'];
const LAST = [NO_PREFIX, 'system'];

export function prefixOf(metric) {
  const slash = metric.indexOf('/');
  return slash < 1 ? NO_PREFIX : metric.slice(0, slash);
}

/**
 * Which section each metric belongs to, and in which order they stand. Once on the screen a panel stays where it is:
 * metrics that come later stand behind those of their section that were there, and new sections behind the others.
 */
export class Order {
  #sections = new Map(); // prefix → metrics

  /** Those that have no place yet. */
  fresh(metrics) {
    const known = new Set([...this.#sections.values()].flat());
    return metrics.filter((metric) => !known.has(metric));
  }

  /** The same with some more. */
  with(metrics) {
    const order = new Order();
    this.#sections.forEach((known, prefix) => order.#sections.set(prefix, [...known]));
    order.#add(metrics);
    return order;
  }

  #add(metrics) {
    for (const metric of metrics.toSorted(compare)) {
      const prefix = prefixOf(metric);
      if (!this.#sections.has(prefix)) this.#sections.set(prefix, []);
      this.#sections.get(prefix).push(metric);
    }
  }

  /**
   * @param {(metric: string) => boolean} isShown
   * @param {Layout} layout
   * @returns {{name: string, panels: object[]}[]} sections with something in them
   */
  sections(isShown, layout) {
    const own = layout.panels.map((panel) => ({ ...panel, key: ownKey(panel) }));
    const all = [{ name: OWN_SECTION, panels: moved(own, layout.moves) }];
    for (const [name, metrics] of this.#sections) {
      const panels = metrics.filter(isShown).map((metric) => ({ key: metric, kind: 'line', title: metric, metric }));
      all.push({ name, panels: moved(panels, layout.moves) });
    }
    return all.filter((section) => section.panels.length > 0);
  }
}

function compare(a, b) {
  const [p, q] = [prefixOf(a), prefixOf(b)];
  return place(p) - place(q) || order(p, q) || isLoss(b) - isLoss(a) || order(a, b);
}

/** What is looked at most. */
const isLoss = (metric) => /(^|[/_])loss$/.test(metric);

function place(prefix) {
  if (FIRST.includes(prefix)) return FIRST.indexOf(prefix);
  return FIRST.length + 1 + LAST.indexOf(prefix);
}

/** layer2 before layer10. */
const collator = new Intl.Collator('en', { numeric: true });
const order = (a, b) => collator.compare(a, b);

function moved(panels, moves) {
  const keys = new Map(panels.map((panel) => [panel.key, panel]));
  const relevant = moves.filter(([key]) => keys.has(key));
  if (relevant.length === 0) return panels;
  let all = panels;
  for (const [key, before] of relevant) {
    all = all.filter((panel) => panel.key !== key);
    const at = before === null ? all.length : all.findIndex((panel) => panel.key === before);
    all.splice(at < 0 ? all.length : at, 0, keys.get(key));
  }
  return all;
}

export const GAP = 12;
export const HEADER = 36;
const LEAST_WIDTH = 330;
const ROW = 252;

export function columnsIn(width) {
  return Math.max(1, Math.floor((width + GAP) / (LEAST_WIDTH + GAP)));
}

/**
 * Where everything stands: headers of sections and panels, in the order of reading.
 *
 * @returns {{items: object[], height: number}} items with key, top, left, width, height
 */
export function arrange(sections, layout, width, isFolded) {
  const columns = columnsIn(width);
  const column = (width - GAP * (columns - 1)) / columns;
  const items = [];
  let top = 0;
  for (const section of sections) {
    const folded = isFolded(section.name);
    items.push({ key: `#${section.name}`, section, folded, top, left: 0, width, height: HEADER });
    top += HEADER;
    if (!folded) top = arrangeSection(section, layout, { columns, column, top }, items);
  }
  return { items, height: top };
}

function arrangeSection(section, layout, { columns, column, top }, items) {
  let at = 0; // column
  let tallest = 0;
  for (const panel of section.panels) {
    const [wide, high] = layout.sizeOf(panel.key);
    const span = Math.min(wide, columns);
    if (at + span > columns) {
      top += tallest + GAP;
      at = 0;
      tallest = 0;
    }
    const height = high * ROW + (high - 1) * GAP;
    items.push({
      key: panel.key,
      section,
      panel,
      top,
      left: at * (column + GAP),
      width: span * column + (span - 1) * GAP,
      height,
    });
    tallest = Math.max(tallest, height);
    at += span;
  }
  return top + tallest + GAP;
}
