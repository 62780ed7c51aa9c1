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
export const MOST_BINS = 999;
export const MOST_ROWS = 4;
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
export const ownKey = ({ id }) => `+${id}`;

/** Only what panels are made of, and only where it says something. */
function clean(panel) {
  const names = ['id', 'kind', 'title', 'expression', 'x', 'y', 'color', 'size', 'axes', 'bins', 'log', 'text', 'path'];
  return Object.fromEntries(
    names.map((name) => [name, panel[name]]).filter(([name, v]) => isSound(name, v)),
  );
}

/** An address may say anything. */
function isSound(name, value) {
  if (name === 'id') return Number.isInteger(value);
  if (name === 'axes') return Array.isArray(value) && value.length > 0 && value.every(isText);
  if (name === 'bins') return within(value, MOST_BINS);
  if (name === 'log') return value === true;
  return isText(value) && value !== '';
}

const list = (value) => (Array.isArray(value) ? value : []);
const isText = (value) => typeof value === 'string';
const isSize = (s) =>
  Array.isArray(s) && within(s[0], MOST_COLUMNS) && within(s[1], MOST_ROWS);
const within = (n, most) => Number.isInteger(n) && n >= 1 && n <= most;
