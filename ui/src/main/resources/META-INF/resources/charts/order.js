import { ownKey } from './layout.js';

const OWN_SECTION = 'Added panels';
const NO_PREFIX = 'other';
const FIRST = ['train', 'val'];
const LAST = [NO_PREFIX, 'system'];

function prefixOf(metric) {
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
