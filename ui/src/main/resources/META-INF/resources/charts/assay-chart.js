import '../webjars/echarts/5.3.1/dist/echarts.min.js'; // the UMD build: it sets globalThis.echarts
import { linesOf } from './chart-data.js';
import { chartOption } from './chart-option.js';
import { viewOf } from './chart-view.js';
import { csv, fileName, png, svg } from './export.js';
import { save } from './files.js';
import { parse } from './expression.js';
import { Hover } from './hover.js';
import * as numbers from './numbers.js';
import { scaleOf } from './scale.js';
import { Outcome } from './server.js';
import { darkness, theme } from './theme.js';
import { dragToZoom } from './zoom.js';

const { echarts } = globalThis;
const UNSEEN_MS = 300;

const MESSAGES = {
  loading: '',
  ready: '',
  unauthorized: 'Not signed in any more: reload the page',
  gone: 'This run no longer exists',
  unreachable: 'Server unreachable, retrying…',
  failed: 'The server could not read this, retrying…',
};

const TEMPLATE = document.createElement('template');
TEMPLATE.innerHTML = `
  <style>
    :host { display: flex; flex-direction: column; position: relative; min-width: 0; min-height: 0; }
    .plot { flex: 1; min-height: 0; position: relative; touch-action: pan-y; outline-offset: -2px; }
    .plot:focus-visible { outline: 2px solid var(--accent); border-radius: 6px; }
    .message { position: absolute; left: 12px; right: 12px; bottom: 50%; text-align: center; font-size: 13px;
      color: var(--text-soft); pointer-events: none; overflow-wrap: anywhere; }
    :host([data-drawn]) .message { bottom: auto; top: 4px; }
    .message:not(:empty) { z-index: 1; }
    .message span { padding: 2px 8px; border-radius: 4px; background: var(--surface-raised); }
    .zoom-shade { position: absolute; background: var(--accent); opacity: 0.15; pointer-events: none; }
    .hover { position: absolute; inset: 0; width: 100%; height: 100%; pointer-events: none; }
    .tip { position: absolute; z-index: 2; max-width: min(320px, 90%); display: grid; grid-template-columns: minmax(0, auto) auto; gap: 1px 14px;
      padding: 6px 10px; box-sizing: border-box; background: var(--surface-raised); color: var(--text); border: 1px solid var(--line); border-radius: 6px;
      box-shadow: 0 4px 16px rgb(0 0 0 / 18%); font-size: 12px; font-variant-numeric: tabular-nums; pointer-events: none; }
    .tip > div { display: contents; }
    .tip span { color: var(--text-soft); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    .tip i { display: inline-block; width: 8px; height: 8px; border-radius: 2px; margin-inline-end: 6px; }
    .tip b { text-align: end; font-weight: 400; }
    .tip .nearest span, .tip .nearest b { color: var(--text); font-weight: 650; }
  </style>
  <div class="plot" tabindex="0" role="group" aria-label="Chart; arrow keys read values"></div>
  <div class="message" role="status"></div>`;

/**
 * A chart of metrics, or of an expression of them, of some runs. It belongs to an <assay-panels>, whose pool it takes
 * data from, and whose runs and look it shows. What it shows is told to tests by data-state, data-points, data-lines
 * and data-last-step.
 *
 * `host` has pool, runs, look, range and branches(run); `spec` is {metrics} or {expression}; `panel` is from layout.js.
 */
class AssayChart extends HTMLElement {
  host = null;
  spec = { metrics: [] };
  panel = null;
  #parsed = null;
  #lines = [];
  #view = null;
  #yRange = null;
  #ends = null;
  #chart = null;
  #leave = null;
  #drawing = null;
  #hover;
  #leaving = null;

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.append(TEMPLATE.content.cloneNode(true));
    this.plot = root.querySelector('.plot');
    dragToZoom(this.plot, (box) => this.#zoom(box), () => this.resetZoom());
    this.#hover = new Hover(this.plot);
    this.#hover.get = () => this.#shown();
  }

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const size = new ResizeObserver(() => {
      this.#chart?.resize();
      this.#hover.hide();
    });
    size.observe(this.plot);
    signal.addEventListener('abort', () => size.disconnect());
    darkness.addEventListener('change', () => this.refresh(), { signal });
    this.#tell('loading');
    try {
      this.#parsed = parseSpec(this.spec);
    } catch (e) {
      return this.#complain(e.message);
    }
    this.#leave = this.host.pool.subscribe(this.#parsed.metrics, (outcome) => this.#take(outcome));
    this.refresh();
  }

  disconnectedCallback() {
    this.#leaving.abort();
    this.#leave?.();
    this.#drawing = null; // what is to be drawn yet sees that it has gone
    this.#chart?.dispose();
    this.#chart = null;
  }

  #take(outcome) {
    if (outcome === Outcome.CHANGED) this.refresh();
    else if (outcome === Outcome.UNCHANGED) this.#tellReady();
    else this.#tell(outcome);
  }

  /** Draws anew, soon: several reasons may come at once. What nobody sees waits for what is seen. */
  refresh() {
    if (!this.#parsed || !this.isConnected) return;
    this.toggleAttribute('live', this.host.runs.some((run) => run.live));
    if (this.#drawing !== null) return;
    const draw = () => {
      this.#drawing = null;
      if (this.isConnected) this.#draw();
    };
    if (this.#isInView) this.#drawing = requestAnimationFrame(draw);
    else this.#drawing = setTimeout(() => (this.#drawing = requestAnimationFrame(draw)), UNSEEN_MS);
  }

  get #isInView() {
    const { top, bottom } = this.getBoundingClientRect();
    return bottom > 0 && top < window.innerHeight;
  }

  #draw() {
    const { host } = this;
    const source = {
      series: (metric, run) => host.pool.series(metric, run),
      branches: (run) => host.branches(run),
    };
    if (!host.range) this.#yRange = null; // somebody has asked for all of it
    const view = viewOf(host.look, host.range, this.#yRange);
    const lines = linesOf(this.#parsed, host.runs, source, view);
    // what is drawn stays until there is something to take its place
    if (lines.length === 0 && !this.#isComplete) return this.#tell('loading');
    this.#view = view;
    this.#lines = lines;
    this.#describe();
    this.#tellReady();
    if (lines.length === 0) return this.#clear();
    const drawn = chartOption(this.#lines, this.#view, theme(this));
    this.#chart ??= echarts.init(this.plot, null, { renderer: 'canvas' });
    // merged into what is drawn already: nothing flickers
    this.#chart.setOption(drawn.option);
    this.#ends = drawn.ends;
    this.outside = drawn.outside;
    this.setAttribute('data-drawn', '');
    this.#describe();
    this.#hover.show();
  }

  /** What the menu of its panel offers. */
  actions() {
    const disabled = this.#lines.length === 0;
    const kinds = [['PNG', png], ['SVG', svg], ['CSV', csv]];
    return kinds.map(([name, make]) => ({
      label: `Save as ${name}`,
      disabled,
      act: () => save(make(this.#picture()), fileName(this.heading, name.toLowerCase())),
    }));
  }

  #picture() {
    return { lines: this.#lines, view: this.#view, theme: theme(this), title: this.heading };
  }

  get heading() {
    return this.panel?.title || this.spec.expression || this.spec.metrics.join(', ');
  }

  #clear() {
    this.#chart?.dispose();
    this.#chart = null;
    this.#ends = null;
    this.outside = 0;
    this.removeAttribute('data-drawn');
  }

  #shown() {
    if (!this.#chart || !this.#ends) return null;
    const convert = (point) => this.#chart.convertToPixel({ xAxisIndex: 0, yAxisIndex: 0 }, point);
    return { lines: this.#lines, view: this.#view, scale: scaleOf(convert, this.#ends), theme: theme(this) };
  }

  // --- what is said about it

  #describe() {
    const lines = this.#lines;
    const alone = lines.length === 1 && !lines[0].isBand ? lines[0].last : null;
    this.dataset.points = lines.reduce((sum, line) => sum + line.points, 0);
    this.dataset.lines = lines.length;
    this.dataset.lastStep = Math.max(-1, ...lines.map((line) => line.lastStep ?? -1));
    const notes = [];
    if (this.outside > 0) notes.push(`y: 1–99 % of values, ${numbers.whole(this.outside)} outside`);
    if (lines.some((line) => line.isBand)) notes.push(BANDS[this.#view.band]);
    this.dispatchEvent(
      new CustomEvent('described', {
        detail: {
          value: alone === null ? '' : numbers.short(alone),
          exact: alone === null ? '' : String(alone),
          note: notes.join(' · '),
          zoomed: !!(this.#view.range || this.#yRange),
        },
      }),
    );
  }

  #tellReady() {
    if (this.#lines.length > 0) this.#tell('ready');
    else this.#tell(this.#isComplete ? 'empty' : 'loading');
  }

  /** Whether the server has told all there is. */
  get #isComplete() {
    return this.#parsed.metrics.every((metric) => this.host.pool.isComplete(metric));
  }

  #tell(state) {
    this.dataset.state = state;
    const live = this.hasAttribute('live');
    this.#say(state === 'empty' ? this.#whyEmpty(live) : MESSAGES[state]);
  }

  #whyEmpty(live) {
    if (this.host.range) return 'No points in this range';
    const { x } = this.host.look;
    if (x && x !== 'step' && x !== 'time' && x !== 'relative') return `No points with ${x.replace('metric:', '')}`;
    return live ? 'No points yet' : 'No points';
  }

  #complain(text) {
    this.dataset.state = 'wrong';
    this.#say(text);
  }

  #say(words) {
    const message = this.shadowRoot.querySelector('.message');
    if (message.textContent === words) return;
    message.replaceChildren();
    if (words) message.appendChild(document.createElement('span')).textContent = words;
  }

  // --- looking closer

  #zoom({ left, right, top, bottom }) {
    const shown = this.#shown();
    if (!shown) return;
    const { scale, view } = shown;
    let [from, to] = [scale.x.value(left), scale.x.value(right)];
    if (view.x === 'step') [from, to] = [Math.max(0, Math.floor(from)), Math.ceil(to)];
    if (!(to > from)) return;
    if (top !== undefined) this.#yRange = { from: scale.y.value(bottom), to: scale.y.value(top) };
    this.dispatchEvent(new CustomEvent('zoomed', { bubbles: true, composed: true, detail: { from, to } }));
  }

  resetZoom() {
    this.#yRange = null;
    this.dispatchEvent(new CustomEvent('zoomed', { bubbles: true, composed: true, detail: {} }));
  }
}

const BANDS = { std: 'mean ± std', minmax: 'mean, min–max', ci: 'mean, 95 % CI' };

function parseSpec({ metrics, expression }) {
  if (!expression) return { metrics: metrics ?? [], expression: null, label: '' };
  const parsed = parse(expression);
  return { metrics: parsed.metrics, expression: parsed, label: expression };
}

customElements.define('assay-chart', AssayChart);
