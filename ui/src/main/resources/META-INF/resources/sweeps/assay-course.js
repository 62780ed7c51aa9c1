import { niceStep } from '../charts/plot-axes.js';
import { axis, short } from '../charts/numbers.js';

const HEIGHT = 300;
const ROOM = { top: 14, right: 14, bottom: 38, left: 64 };
const LEAST_WIDTH = 240;
const NEAR = 24;

/**
 * The course of a sweep: the value of each trial by its number, and as a line the best so far.
 *
 *   course.course = '{"label": "val/loss", "minimize": true, "trials": [[0, 3.2, "finished", "width 64"], …]}'
 *
 * Each trial has its number, its value, what became of it, and what is told of it. A click tells its number with the
 * event `chosen`. What it shows is told to tests by data-trials and data-best.
 */
class AssayCourse extends HTMLElement {
  #told = { label: '', minimize: true, trials: [] };
  #places = [];

  constructor() {
    super();
    this.attachShadow({ mode: 'open' }).innerHTML = `
      <style>
        :host { display: block; position: relative; min-width: 0; contain: layout style; }
        svg { display: block; width: 100%; font: 11px var(--lumo-font-family); }
        text { fill: var(--text-soft); font-variant-numeric: tabular-nums; }
        .line { stroke: var(--line); }
        .best { fill: none; stroke: var(--accent); stroke-width: 2; stroke-linejoin: round; }
        .trial { fill: var(--accent); fill-opacity: 0.55; }
        .record { fill: var(--accent); stroke: var(--surface); }
        .pruned { fill: none; stroke: var(--warning); stroke-width: 1.5; }
        .near { fill: none; stroke: var(--text); stroke-width: 1.5; }
        .tip { position: absolute; top: 0; left: 0; pointer-events: none; max-width: 280px; padding: 6px 10px; font-size: 12px; line-height: 17px;
          background: var(--surface-raised); border: 1px solid var(--line); border-radius: 6px; box-shadow: 0 4px 16px rgb(0 0 0 / 18%);
          overflow-wrap: anywhere; white-space: pre-line; }
        .legend { display: flex; flex-wrap: wrap; gap: 4px 16px; padding-inline-start: ${ROOM.left}px; font-size: 12px; color: var(--text-soft); }
        .legend span { display: inline-flex; align-items: center; gap: 6px; }
        .legend svg { width: 16px; height: 10px; }
        [hidden] { display: none; }
        @media (max-width: 800px) { .legend { padding: 0; } }
      </style>
      <div class="legend">
        <span><svg viewBox="0 0 16 10"><path class="best" d="M0 5H16"/></svg>best so far</span>
        <span><svg viewBox="0 0 16 10"><circle class="trial" cx="8" cy="5" r="4"/></svg>a trial</span>
        <span><svg viewBox="0 0 16 10"><path class="pruned" d="M4 1l8 8M12 1l-8 8"/></svg>pruned: its value when it ended</span>
        <span class="without"></span>
      </div>
      <div class="frame"></div>
      <div class="tip" hidden></div>`;
    this.frame = this.shadowRoot.querySelector('.frame');
    this.tip = this.shadowRoot.querySelector('.tip');
    this.frame.addEventListener('pointermove', (e) => this.#point(e));
    this.frame.addEventListener('pointerleave', () => this.#leave());
    this.frame.addEventListener('click', (e) => {
      const near = this.#nearest(e);
      if (near) this.dispatchEvent(new CustomEvent('chosen', { detail: { trial: near.number } }));
    });
  }

  connectedCallback() {
    if (Object.hasOwn(this, 'course')) { // what was set before this class was loaded hides its setter
      const early = this.course;
      delete this.course;
      this.course = early;
    }
    this.size = new ResizeObserver(() => this.#draw());
    this.size.observe(this);
  }

  disconnectedCallback() {
    this.size.disconnect();
  }

  set course(text) {
    this.#told = JSON.parse(text);
    this.#draw();
  }

  #draw() {
    const width = Math.max(LEAST_WIDTH, this.clientWidth);
    const { trials, label, minimize } = this.#told;
    const shown = trials.filter(([, value]) => Number.isFinite(value));
    const without = trials.length - shown.length;
    this.shadowRoot.querySelector('.without').textContent = without ? `${without} without a value yet, or for good` : '';
    this.dataset.trials = shown.length;
    if (!shown.length) {
      this.frame.replaceChildren();
      this.dataset.best = '';
      return;
    }
    const values = shown.map(([, value]) => value);
    const y = vertical(Math.min(...values), Math.max(...values));
    const last = Math.max(1, ...trials.map(([number]) => number));
    const x = (number) => ROOM.left + (number / last) * (width - ROOM.left - ROOM.right);
    const parts = [...grid(y, width), ...numbers(last, x), title(label, width)];
    let best = minimize ? Infinity : -Infinity;
    let path = '';
    this.#places = shown.map(([number, value, state, told]) => ({ number, value, state, told, x: x(number), y: y.pixel(value) }));
    for (const place of this.#places) {
      const better = minimize ? place.value < best : place.value > best;
      place.record = better && place.state !== 'running' && place.state !== 'failed';
      if (!place.record) continue;
      path += path ? `H${place.x}V${place.y}` : `M${place.x} ${place.y}`;
      best = place.value;
    }
    if (path) parts.push(`<path class="best" d="${path}H${x(last)}"/>`);
    parts.push(...this.#places.map(mark));
    this.dataset.best = Number.isFinite(best) ? best : '';
    this.setAttribute('role', 'img');
    this.setAttribute('aria-label', `${label} by trial; the best of ${shown.length} is ${Number.isFinite(best) ? short(best) : 'not known yet'}`);
    this.frame.innerHTML = `<svg viewBox="0 0 ${width} ${HEIGHT}" height="${HEIGHT}" aria-hidden="true">${parts.join('')}<circle class="near" r="7" hidden/></svg>`;
  }

  #nearest(event) {
    const box = this.frame.getBoundingClientRect();
    const distance = (p) => Math.hypot(p.x - (event.clientX - box.left), p.y - (event.clientY - box.top));
    const near = this.#places.reduce((a, b) => (a && distance(a) <= distance(b) ? a : b), null);
    return near && distance(near) < NEAR ? near : null;
  }

  #point(event) {
    const near = this.#nearest(event);
    this.frame.style.cursor = near ? 'pointer' : '';
    if (!near) return this.#leave();
    const ring = this.frame.querySelector('.near');
    ring.setAttribute('cx', near.x);
    ring.setAttribute('cy', near.y);
    ring.removeAttribute('hidden');
    this.tip.textContent = `Trial ${near.number}, ${near.state}: ${short(near.value)}\n${near.told}`;
    this.tip.hidden = false;
    const left = Math.min(near.x + 12, this.clientWidth - this.tip.offsetWidth - 4);
    this.tip.style.transform = `translate(${Math.max(0, left)}px, ${this.frame.offsetTop + Math.max(0, near.y - this.tip.offsetHeight - 10)}px)`;
  }

  #leave() {
    this.tip.hidden = true;
    this.frame.querySelector('.near')?.setAttribute('hidden', '');
  }
}

/** Logarithmic where all values are positive and the greatest is more than a thousand times the least, as in plots. */
function vertical(least, greatest) {
  const log = least > 0 && greatest > 1000 * least;
  const f = log ? Math.log10 : (v) => v;
  const room = (f(greatest) - f(least)) * 0.06 || Math.abs(f(greatest)) * 0.05 || 1;
  const from = f(least) - room;
  const to = f(greatest) + room;
  const step = log ? Math.max(1, Math.round((to - from) / 5)) : niceStep(to - from, 5);
  const ticks = [];
  for (let k = Math.ceil(from / step); k * step <= to; k++) ticks.push(log ? 10 ** (k * step) : Number((k * step).toPrecision(12)));
  const pixel = (v) => ROOM.top + ((to - f(v)) / (to - from)) * (HEIGHT - ROOM.top - ROOM.bottom);
  return { ticks, pixel };
}

function grid({ ticks, pixel }, width) {
  return ticks.map((v) => `<path class="line" d="M${ROOM.left} ${pixel(v)}H${width - ROOM.right}"/>
    <text x="${ROOM.left - 8}" y="${pixel(v) + 4}" text-anchor="end">${axis(v)}</text>`);
}

function numbers(last, x) {
  const step = Math.max(1, niceStep(last, 8));
  const marks = [];
  for (let n = 0; n <= last; n += step) {
    marks.push(`<text x="${x(n)}" y="${HEIGHT - ROOM.bottom + 16}" text-anchor="middle">${n}</text>`);
  }
  return marks;
}

function title(label, width) {
  const safe = label.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${(width + ROOM.left) / 2}" y="${HEIGHT - 6}" text-anchor="middle">${safe} by trial</text>`;
}

function mark({ x, y, state, record }) {
  if (state === 'pruned') return `<path class="pruned" d="M${x - 3.5} ${y - 3.5}l7 7M${x + 3.5} ${y - 3.5}l-7 7"/>`;
  return `<circle class="${record ? 'record' : 'trial'}" cx="${x}" cy="${y}" r="${record ? 5 : 4}"/>`;
}

customElements.define('assay-course', AssayCourse);
