import { arrange } from './arrange.js';
import { Layout, LONGEST } from './layout.js';
import { MetricNames } from './metric-names.js';
import { Order } from './order.js';
import { PanelFrame } from './panel-frame.js';
import { STYLE } from './panels-style.js';
import { SectionHeader } from './section-header.js';
import { SeriesPool } from './series-pool.js';
import { Outcome } from './server.js';

const TEMPLATE = document.createElement('template');
TEMPLATE.innerHTML = `
  <style>${STYLE}</style>
  <div class="bar"><span class="count" role="status"></span>
    <button type="button" class="link waiting" hidden></button><button type="button" class="link add">Add panel</button></div>
  <p class="message" role="status" hidden></p>
  <div class="space" role="region" aria-label="Charts"></div>`;

/** How far out of view panels are made, and how far they are kept. */
const NEAR = 400;
const FAR = 1200;
const FILLED_AT_ONCE = 12;
const UNSEEN_MS = 250;

const MESSAGES = {
  [Outcome.UNAUTHORIZED]: 'Not signed in any more: reload the page',
  [Outcome.GONE]: 'These runs no longer exist',
  [Outcome.UNREACHABLE]: 'Server unreachable, retrying…',
  [Outcome.FAILED]: 'The server could not read the names of metrics, retrying…',
};

/**
 * Charts of all metrics of some runs, in sections by the prefix of their names.
 *
 *   <assay-panels runs='[{"id": "…", "name": "…", "color": 3, "live": true}]' look='{"smoothing": "60"}' without="system/">
 *
 * It reads the names of metrics itself, works out where each panel stands, and makes those that are near what one sees.
 * `layout-changed` tells when people arrange panels.
 */
class AssayPanels extends HTMLElement {
  static observedAttributes = ['runs', 'look', 'only', 'without'];

  runs = [];
  look = {};
  layout = new Layout();
  pool = new SeriesPool();
  range = null;
  dragged = null;
  width = 0;
  #names = new MetricNames((outcome) => this.#named(outcome));
  #order = new Order();
  #sections = [];
  #items = [];
  #frames = new Map();
  #dialogs = new Map();
  #leaving = null;
  #followed = new Set();
  #frame = null;

  constructor() {
    super();
    this.attachShadow({ mode: 'open' }).append(TEMPLATE.content.cloneNode(true));
    this.space = this.shadowRoot.querySelector('.space');
    this.shadowRoot.querySelector('.add').addEventListener('click', () => this.edit(null));
    this.shadowRoot.querySelector('.waiting').addEventListener('click', () => this.#welcome());
    this.shadowRoot.addEventListener('zoomed', (e) => this.#zoom(e.detail));
  }

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const size = new ResizeObserver(() => this.#resize());
    size.observe(this);
    signal.addEventListener('abort', () => size.disconnect());
    this.#followed = new Set();
    window.addEventListener('resize', () => this.#lookSoon(), { signal });
    this.pool.start();
    this.#names.start();
    this.#arrange(); // it may have been here before
  }

  disconnectedCallback() {
    this.#leaving.abort();
    this.pool.stop();
    this.#names.stop();
    this.#frames.forEach((frame) => frame.remove());
    this.#frames.clear();
  }

  attributeChangedCallback(name, before, after) {
    if (before === after) return;
    if (name === 'runs') this.#setRuns(JSON.parse(after || '[]'));
    else if (name === 'look') this.#setLook(JSON.parse(after || '{}'));
    else this.#arrange();
  }

  #setRuns(runs) {
    this.runs = runs;
    this.pool.setRuns(runs);
    this.#names.setRuns(runs);
    this.#refresh();
  }

  #setLook(look) {
    const axis = axisOf(look.x);
    if (axis !== axisOf(this.look.x)) this.range = null;
    this.look = look;
    this.layout = Layout.parse(look.layout);
    this.pool.setAxis(axis);
    this.#arrange();
    this.#refresh();
  }

  // --- names

  #named(outcome) {
    this.state = outcome;
    const fresh = this.#fresh;
    if (outcome === Outcome.CHANGED && fresh.length && !this.#wouldMove(this.#order.with(fresh))) this.#welcome();
    else if (outcome === Outcome.CHANGED && this.#items.length === 0) this.#arrange();
    this.#tell();
  }

  get #fresh() {
    return this.#order.fresh([...this.#names.names.keys()]);
  }

  /** Gives new metrics their panels. */
  #welcome() {
    this.#order = this.#order.with(this.#fresh);
    this.#arrange();
  }

  /** Whether something that one sees would stand elsewhere; then people are asked first. */
  #wouldMove(order) {
    const seen = this.#seen();
    if (seen.length === 0) return false;
    const next = new Map(this.#arranged(order.sections(this.#filter(), this.layout)).items.map((i) => [i.key, i]));
    const by = this.#isScrolledTo ? (next.get(seen[0].key)?.top ?? 0) - seen[0].top : 0; // made up for by scrolling
    return seen.some((item) => {
      const there = next.get(item.key);
      return !there || there.top - item.top !== by || there.left !== item.left;
    });
  }

  get #isScrolledTo() {
    return this.space.getBoundingClientRect().top < 0;
  }

  #seen() {
    const { top, width } = this.space.getBoundingClientRect();
    if (width === 0) return [];
    return this.#items.filter((item) => item.top + item.height > -top && item.top < window.innerHeight - top);
  }

  /** The steps where a run was rewound, or forked. */
  branches(runId) {
    return this.#names.branches(runId);
  }

  get metricNames() {
    return [...this.#names.names.keys()];
  }

  #filter() {
    const only = this.getAttribute('only');
    const without = this.getAttribute('without');
    const known = this.#names.names;
    let search = null;
    this.wrong = null;
    try {
      search = this.look.charts ? new RegExp(this.look.charts, 'i') : null;
    } catch (e) {
      this.wrong = e.message;
    }
    return (metric) => {
      if (!known.has(metric)) return false;
      if (only && !metric.startsWith(only)) return false;
      if (search) return search.test(metric);
      return !without || !metric.startsWith(without);
    };
  }

  #tell() {
    const shown = this.#sections.reduce((sum, section) => sum + section.panels.length, 0);
    this.dataset.panels = shown;
    this.dataset.state = this.state ?? 'loading';
    const count = this.shadowRoot.querySelector('.count');
    const message = this.shadowRoot.querySelector('.message');
    const words = MESSAGES[this.state] ?? (shown === 0 && this.state ? this.#whyNone() : '');
    say(count, this.wrong ? `Not a regular expression: ${this.look.charts}` : countText(shown));
    say(message, words);
    message.hidden = !words;
    const fresh = this.#items.length ? this.#fresh.length : 0;
    const waiting = this.shadowRoot.querySelector('.waiting');
    waiting.hidden = fresh === 0;
    say(waiting, fresh ? `Show ${fresh.toLocaleString('en-US')} new` : '');
  }

  #whyNone() {
    if (this.#names.names.size > 0) return 'No metric is shown here with these settings.';
    if (this.runs.length === 0) return 'No runs are chosen.';
    if (this.runs.some((run) => run.live)) return 'No metrics yet. They appear here as they are logged.';
    return this.runs.length === 1 ? 'This run has logged no metrics.' : 'These runs have logged no metrics.';
  }

  // --- where panels stand

  /** Scrolling within a shadow, as of the frame of the page, is told there alone. */
  #followScrolling() {
    const { signal } = this.#leaving;
    for (let e = this; e; e = parentOf(e)) {
      const root = e.getRootNode();
      if (this.#followed.has(root)) continue;
      this.#followed.add(root);
      root.addEventListener('scroll', () => this.#lookSoon(), { capture: true, passive: true, signal });
    }
  }

  #resize() {
    this.#followScrolling(); // by now everything around has its shadow
    const width = this.space.clientWidth;
    if (width === this.width) return this.#lookSoon();
    this.width = width;
    this.#arrange();
  }

  #arrange() {
    if (!this.isConnected) return;
    this.#sections = this.#order.sections(this.#filter(), this.layout);
    const { items, height } = this.#arranged(this.#sections);
    const anchor = this.#isScrolledTo ? this.#seen()[0] : null;
    this.#items = items;
    this.space.style.height = `${height}px`;
    this.#hold(anchor);
    this.#tell();
    this.#show();
  }

  #arranged(sections) {
    const width = this.width || this.space.clientWidth || 800;
    return arrange(sections, this.layout, width, (name) => this.layout.folded.has(name));
  }

  /** What is put in above the first item one sees moves nothing. */
  #hold(anchor) {
    const now = anchor && this.#items.find((item) => item.key === anchor.key);
    if (!now || now.top === anchor.top) return;
    scrollerOf(this).scrollTop += now.top - anchor.top;
  }

  #lookSoon() {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = null;
      this.#show();
    });
  }

  /** Makes what is near, takes away what is far. */
  #show() {
    const box = this.space.getBoundingClientRect();
    if (!this.isConnected) return;
    const from = -box.top;
    // while it is hidden nothing is near
    const to = box.width === 0 ? -Infinity : from + window.innerHeight;
    const kept = new Map();
    let next = null; // backwards, so that each is put before the one behind it
    let toFill = [];
    for (let i = this.#items.length - 1; i >= 0; i--) {
      const item = this.#items[i];
      const away = Math.max(item.top - to, from - (item.top + item.height));
      let frame = this.#frames.get(item.key);
      if (away > FAR || (away > NEAR && !frame)) continue;
      if (frame) frame.place(item);
      else frame = item.panel ? new PanelFrame(item, this) : new SectionHeader(item, this);
      if (frame.element.nextSibling !== next || !frame.element.isConnected) this.space.insertBefore(frame.element, next);
      next = frame.element;
      kept.set(item.key, frame);
      if (item.panel && !frame.isFilled && away <= NEAR) toFill.push({ frame, away });
    }
    this.#frames.forEach((frame, key) => kept.has(key) || frame.remove());
    this.#frames = kept;
    toFill = toFill.reverse().sort((a, b) => Math.max(0, a.away) - Math.max(0, b.away));
    this.#fill(toFill);
  }

  /** What is seen first; what is near only when that is done. */
  #fill(empty) {
    const seen = empty.filter(({ away }) => away < 0).slice(0, FILLED_AT_ONCE);
    const some = seen.length ? seen : empty.slice(0, FILLED_AT_ONCE / 2);
    some.forEach(({ frame }) => frame.fill());
    if (empty.length > some.length) setTimeout(() => this.#lookSoon(), seen.length ? UNSEEN_MS : 0);
  }

  #refresh() {
    this.#frames.forEach((frame) => frame.refresh?.());
    this.#dialogs.forEach((content) => content.refresh?.());
  }

  // --- what people do

  #zoom({ from, to }) {
    this.range = from === undefined ? null : { from, to };
    this.pool.setRange(this.range);
    this.#refresh();
  }

  /** Arranges panels otherwise. */
  change(layout) {
    const text = layout.text();
    if (text.length > LONGEST) {
      this.shadowRoot.querySelector('.count').textContent =
        'This is more than a link can hold: take something back, or shorten a text.';
      return;
    }
    this.layout = layout;
    this.look = { ...this.look, layout: text };
    this.#arrange();
    this.dispatchEvent(new CustomEvent('layout-changed', { detail: { layout: text } }));
  }

  fold(section, isFolded) {
    this.change(this.layout.fold(section, isFolded));
  }

  focus(key) {
    const frame = this.#frames.get(key);
    frame?.menu.focus();
    frame?.element.scrollIntoView({ block: 'nearest' });
  }

  show(dialog, content) {
    this.shadowRoot.append(dialog);
    this.#dialogs.set(dialog, content);
    dialog.addEventListener('close', () => {
      this.#dialogs.delete(dialog);
      dialog.remove();
    });
    dialog.showModal();
  }

  async edit(panel) {
    const { editPanel } = await import('./add-panel.js');
    editPanel(this, panel);
  }
}

function countText(n) {
  return n ? `${n.toLocaleString('en-US')} ${n === 1 ? 'chart' : 'charts'}` : '';
}

/** The same again would be read out again. */
function say(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

/** How the server names an axis. */
function axisOf(x) {
  if (!x) return 'step';
  return x === 'tokens' || x === 'flops' ? `metric:${x}` : x;
}

function scrollerOf(element) {
  for (let e = parentOf(element); e; e = parentOf(e)) {
    if (/auto|scroll/.test(getComputedStyle(e).overflowY) && e.scrollHeight > e.clientHeight) return e;
  }
  return document.scrollingElement;
}

/** What an element is shown in: where it is slotted, the host of its shadow, or its parent. */
function parentOf(element) {
  return element.assignedSlot ?? element.parentElement ?? element.getRootNode().host ?? null;
}

customElements.define('assay-panels', AssayPanels);
