import '../webjars/echarts/5.3.1/dist/echarts.min.js'; // the UMD build: it sets globalThis.echarts
import { chartOption } from './chart-option.js';
import * as numbers from './numbers.js';
import { Outcome, SeriesSource } from './series-source.js';
import { color, darkness, theme } from './theme.js';
import { dragToZoom } from './zoom.js';

const { echarts } = globalThis;
const POLL_MS = 1500;
const RETRY_MS = 4000;
const BUCKETS = 400;

const MESSAGES = {
  loading: '',
  ready: '',
  empty: 'No points yet',
  unauthorized: 'Not signed in any more: reload the page',
  gone: 'This run no longer exists',
  unreachable: 'Server unreachable, retrying…',
  failed: 'The server could not read this, retrying…',
};

const TEMPLATE = document.createElement('template');
TEMPLATE.innerHTML = `
  <style>
    :host { display: flex; flex-direction: column; position: relative; min-width: 0; height: 240px; contain: strict; }
    header { display: flex; gap: 8px; align-items: baseline; padding: 8px 12px 0; font-size: 13px; }
    .title { flex: 1; font-weight: 600; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    .value { font-variant-numeric: tabular-nums; color: var(--text-soft); }
    button { all: unset; cursor: pointer; font-size: 12px; color: var(--accent); }
    button:focus-visible { outline: 2px solid var(--accent); border-radius: 3px; }
    .plot { flex: 1; min-height: 0; position: relative; touch-action: pan-y; }
    .message { position: absolute; left: 12px; right: 12px; bottom: 50%; text-align: center; font-size: 13px;
      color: var(--text-soft); pointer-events: none; }
    :host([data-drawn]) .message { bottom: auto; top: 30px; }
    .message:not(:empty) { z-index: 1; }
    .message span { padding: 2px 8px; border-radius: 4px; background: var(--surface-raised); }
    .zoom-shade { position: absolute; top: 0; bottom: 0; background: var(--accent); opacity: 0.15; pointer-events: none; }
    .tip { display: grid; grid-template-columns: auto auto; gap: 1px 14px; font-variant-numeric: tabular-nums; }
    .tip > div { display: contents; }
    .tip span { color: var(--text-soft); }
    .tip b { text-align: right; font-weight: 600; }
    [hidden] { display: none; }
  </style>
  <header><span class="title"></span><button type="button" hidden>Reset zoom</button><span class="value"></span></header>
  <div class="plot"></div>
  <div class="message" role="status"></div>`;

/**
 * A chart of some metrics of some runs, which fetches its own data.
 *
 *   <assay-chart title-text="train/loss" runs="ID,ID" metrics="train/loss" colors="3,7" smoothing="0.6" log live>
 *
 * Nothing is fetched or drawn before it is seen. While it is `live` and in view it asks for news. What it shows is told
 * to tests by data-state, data-points and data-last-step.
 */
class AssayChart extends HTMLElement {
  static observedAttributes = ['title-text', 'runs', 'metrics', 'colors', 'smoothing', 'log', 'live'];

  #source = new SeriesSource();
  #series = [];
  #window = {};
  #seen = false;
  #chart = null;
  #timer = null;
  #request = null;
  #leaving = null;

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.append(TEMPLATE.content.cloneNode(true));
    this.plot = root.querySelector('.plot');
    dragToZoom(this.plot, (from, to) => this.#zoom(from, to), () => this.#resetZoom());
    root.querySelector('button').addEventListener('click', () => this.#resetZoom());
  }

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const sight = new IntersectionObserver(([entry]) => this.#see(entry.isIntersecting), { rootMargin: '100px' });
    sight.observe(this);
    const size = new ResizeObserver(() => this.#chart?.resize());
    size.observe(this.plot);
    signal.addEventListener('abort', () => {
      sight.disconnect();
      size.disconnect();
    });
    darkness.addEventListener('change', () => this.#draw(), { signal });
    document.addEventListener('visibilitychange', () => this.#fetchIfWatched(), { signal });
  }

  disconnectedCallback() {
    this.#leaving.abort();
    this.#request?.abort();
    clearTimeout(this.#timer);
    this.#chart?.dispose();
    this.#chart = null;
    this.#seen = false;
  }

  attributeChangedCallback(name, before, after) {
    if (before === after) return;
    if (name === 'title-text') this.shadowRoot.querySelector('.title').textContent = after;
    else if (name === 'smoothing' || name === 'log' || name === 'colors') this.#draw();
    // what is no longer live is fetched once more, for its last points
    else this.#fetchIfWatched();
  }

  get #watched() {
    return this.isConnected && this.#seen && document.visibilityState === 'visible';
  }

  #see(inView) {
    this.#seen = inView;
    this.#fetchIfWatched();
  }

  #fetchIfWatched() {
    clearTimeout(this.#timer);
    if (this.#watched) this.#fetch();
  }

  async #fetch() {
    this.#request?.abort();
    this.#request = new AbortController();
    const { signal } = this.#request;
    const wanted = {
      runs: this.getAttribute('runs'),
      metrics: this.getAttribute('metrics'),
      buckets: BUCKETS,
      ...this.#window,
    };
    let answer;
    try {
      answer = await this.#source.read(wanted, signal);
    } catch (e) {
      if (e.name === 'AbortError') return;
      answer = { outcome: Outcome.FAILED };
    }
    if (signal.aborted) return;
    this.#take(answer);
    this.#schedule(answer.outcome);
  }

  #take({ outcome, series }) {
    if (outcome === Outcome.UNCHANGED) {
      this.#tell(this.#series.length ? 'ready' : 'empty');
    } else if (outcome !== Outcome.CHANGED) {
      this.#tell(outcome);
    } else {
      this.#series = series.filter((s) => s.step.length > 0);
      this.dataset.points = this.#series.reduce((sum, s) => sum + s.points, 0);
      this.dataset.lastStep = Math.max(-1, ...this.#series.map((s) => s.lastStep ?? s.step.at(-1)));
      this.#draw();
      this.#tell(this.#series.length ? 'ready' : 'empty');
    }
  }

  #schedule(outcome) {
    const failed = outcome === Outcome.UNREACHABLE || outcome === Outcome.FAILED;
    if (failed || (this.hasAttribute('live') && this.#watched)) {
      this.#timer = setTimeout(() => this.#fetchIfWatched(), failed ? RETRY_MS : POLL_MS);
    }
  }

  #tell(state) {
    this.dataset.state = state;
    const message = this.shadowRoot.querySelector('.message');
    const words = state === 'empty' && !this.hasAttribute('live') ? 'No points' : MESSAGES[state];
    message.replaceChildren();
    if (words) message.appendChild(document.createElement('span')).textContent = words;
  }

  #draw() {
    if (!this.isConnected || this.#series.length === 0) return;
    this.#chart ??= echarts.init(this.plot, null, { renderer: 'canvas' });
    const colors = (this.getAttribute('colors') ?? '').split(',');
    const runs = this.getAttribute('runs').split(',');
    const series = this.#series.map((s) => ({
      ...s,
      label: s.metric,
      color: color(this, `--run-${colors[runs.indexOf(s.runId)] || 0}`),
    }));
    const view = {
      log: this.hasAttribute('log'),
      smoothing: Number(this.getAttribute('smoothing') ?? 0),
      ...this.#window,
    };
    // merged into what is drawn already: nothing flickers and an open tooltip stays
    this.#chart.setOption(chartOption(series, view, theme(this)));
    this.setAttribute('data-drawn', '');
    this.shadowRoot.querySelector('button').hidden = this.#window.from === undefined;
    const value = this.shadowRoot.querySelector('.value');
    value.textContent = series.length === 1 ? numbers.short(series[0].last.at(-1)) : '';
    value.title = series.length === 1 ? String(series[0].last.at(-1)) : '';
  }

  #zoom(fromPixel, toPixel) {
    if (!this.#chart) return;
    const step = (pixel) => this.#chart.convertFromPixel({ xAxisIndex: 0 }, pixel);
    const from = Math.max(0, Math.floor(step(fromPixel)));
    const to = Math.ceil(step(toPixel));
    if (to <= from) return;
    this.#window = { from, to };
    this.#draw();
    this.#fetchIfWatched();
  }

  #resetZoom() {
    if (this.#window.from === undefined) return;
    this.#window = {};
    this.#fetchIfWatched();
  }
}

customElements.define('assay-chart', AssayChart);
