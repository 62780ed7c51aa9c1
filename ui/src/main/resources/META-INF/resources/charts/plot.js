import '../webjars/echarts/5.3.1/dist/echarts.min.js'; // the UMD build: it sets globalThis.echarts
import { bars } from './plot-bars.js';
import { boxes } from './plot-box.js';
import { plotTheme } from './plot-colors.js';
import { cellText, label, readColumn, runs } from './plot-columns.js';
import { csvOf, save } from './files.js';
import { histogram } from './plot-histogram.js';
import { MENU_STYLE, openMenu } from './menu.js';
import { parallel } from './plot-parallel.js';
import { picture, Scene } from './plot-scene.js';
import { scatter } from './plot-scatter.js';
import { table } from './plot-table.js';
import { Tip } from './plot-tip.js';
import { darkness } from './theme.js';

const KINDS = { bar: bars, scatter, histogram, parallel, box: boxes };
const LEAST_DRAG = 4;
const LEAST_BETWEEN_AXES = 72;

const TEMPLATE = document.createElement('template');
TEMPLATE.innerHTML = `
  <style>
    :host { display: flex; flex-direction: column; position: relative; min-width: 0; height: 320px; contain: layout style; }
    :host(:fullscreen) { height: 100%; background: var(--surface); }
    header { display: flex; gap: 8px; align-items: center; padding: 4px 6px 0 12px; font-size: 13px; min-height: 26px; }
    .title { flex: 1; font-weight: 600; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    .marked { color: var(--text-soft); font-variant-numeric: tabular-nums; white-space: nowrap; }
    button { all: unset; cursor: pointer; font-size: 12px; color: var(--accent); white-space: nowrap; }
    button:focus-visible { outline: 2px solid var(--accent); border-radius: 3px; }
    .body { flex: 1; min-height: 0; display: flex; position: relative; }
    .frame { flex: 1; min-width: 0; display: flex; overflow-x: auto; overflow-y: hidden; }
    .frame:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
    .plot { flex: 1; position: relative; overflow: hidden; touch-action: pan-x pan-y; user-select: none; }
    .table { position: absolute; inset: 0; z-index: 2; background: var(--surface); overflow: auto; padding: 0 12px; font-size: 12px; }
    .table:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
    footer { padding: 0 12px 6px; font-size: 12px; line-height: 16px; min-height: 16px; color: var(--text-soft); overflow: hidden;
      text-overflow: ellipsis; white-space: nowrap; }
    .message { position: absolute; inset: 34px 12px 12px; display: grid; place-content: center; text-align: center;
      font-size: 13px; color: var(--text-soft); pointer-events: none; overflow-wrap: anywhere; }
    .tip { position: absolute; top: 0; left: 0; z-index: 3; max-width: min(320px, 90%); padding: 6px 10px; pointer-events: none;
      background: var(--surface-raised); border: 1px solid var(--line); border-radius: 6px; font-size: 12px;
      box-shadow: 0 4px 16px rgb(0 0 0 / 18%); display: grid; grid-template-columns: auto auto; gap: 1px 14px; font-variant-numeric: tabular-nums; }
    .tip strong { grid-column: 1 / -1; overflow-wrap: anywhere; }
    .tip > div { display: contents; }
    .tip span { color: var(--text-soft); overflow-wrap: anywhere; }
    .tip i { display: inline-block; width: 8px; height: 8px; border-radius: 2px; margin-right: 5px; }
    .tip b { text-align: right; font-weight: 600; overflow-wrap: anywhere; }
    .open-menu { padding: 0 7px; font-size: 16px; line-height: 22px; border-radius: 4px; color: var(--text-soft); }
    .open-menu:hover { background: var(--surface-hover); }
    ${MENU_STYLE}
    table { border-collapse: collapse; }
    caption { text-align: left; color: var(--text-soft); padding: 2px 0 6px; white-space: nowrap; }
    th, td { text-align: left; padding: 3px 16px 3px 0; font-weight: 400; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
    thead th { position: sticky; top: 0; background: var(--surface); font-weight: 600; }
    .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
    .none { color: var(--text-soft); }
    [hidden] { display: none !important; }
  </style>
  <header>
    <span class="title" part="title"></span><span class="marked" role="status"></span>
    <button type="button" class="clear" hidden>Clear</button>
    <button type="button" class="open-menu" aria-label="Plot menu" aria-haspopup="menu" aria-expanded="false">⋯</button>
  </header>
  <div class="body">
    <div class="frame"><div class="plot" role="img"></div></div>
    <div class="table" role="region" tabindex="0" hidden></div>
  </div>
  <footer></footer>
  <div class="message" role="status"></div>`;

/**
 * A plot of runs: bars, a scatter plot, a histogram, parallel coordinates or boxes.
 *
 *   plot.spec = { kind: 'scatter', title: 'Loss by rate', x: 'params.lr', y: 'metrics.val/loss', color: 'params.width' };
 *   plot.rows = [{ id, name, color: 3, group: null, values: { 'params.lr': 0.001, 'metrics.val/loss': 2.1 } }];
 *
 * Both may be set in any order and again. Nothing is drawn before it is seen. Events: `brushed` with the `ids` of the runs
 * that people marked, or null when they took that back; `chosen` with the `id` of a run that was clicked; `arranged` with the
 * `axes` after one was dragged. What it shows is told to tests by data-state, data-rows, data-shown and data-marked.
 */
class AssayPlot extends HTMLElement {
  #spec = null;
  #rows = null;
  #model = null;
  #view = { intervals: new Map(), rectangle: null, order: null, dragged: null };
  #seen = false;
  #stale = true;
  #theme = null;
  #waiting = false;
  #scene = null;
  #drawing = null;
  #told = null;
  #retell = false;
  #drag = null;
  #leaving = null;

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.append(TEMPLATE.content.cloneNode(true));
    this.plot = root.querySelector('.plot');
    this.tip = new Tip(this);
    const opener = root.querySelector('.open-menu');
    opener.addEventListener('click', () => openMenu(opener, this.#things()));
    root.querySelector('.clear').addEventListener('click', () => this.#clear());
    this.plot.addEventListener('pointerdown', (e) => this.#press(e));
    this.plot.addEventListener('pointermove', (e) => this.#move(e));
    this.plot.addEventListener('pointerup', (e) => this.#release(e));
    this.plot.addEventListener('pointercancel', () => this.#drop());
    this.plot.addEventListener('pointerleave', () => this.#point(null));
    this.addEventListener('keydown', (e) => e.key === 'Escape' && this.#clear());
  }

  connectedCallback() {
    // what was set before this class was loaded hides its setters
    for (const name of ['spec', 'rows', 'table']) {
      if (Object.hasOwn(this, name)) {
        const value = this[name];
        delete this[name];
        this[name] = value;
      }
    }
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const sight = new IntersectionObserver((entries) => this.#see(entries.at(-1).isIntersecting), { rootMargin: '100px' });
    sight.observe(this);
    const size = new ResizeObserver(() => this.#resize());
    size.observe(this.plot);
    size.observe(this.plot.parentElement);
    signal.addEventListener('abort', () => {
      sight.disconnect();
      size.disconnect();
    });
    darkness.addEventListener('change', () => {
      this.#theme = null;
      this.#later();
    }, { signal });
    this.#later();
  }

  disconnectedCallback() {
    this.#leaving.abort();
    this.#scene?.dispose();
    this.#scene = null;
    this.#drawing = null;
    this.#drag = null;
    this.#seen = false;
  }

  get spec() {
    return this.#spec;
  }

  set spec(spec) {
    const before = this.#spec;
    this.#spec = spec;
    if (before?.x !== spec?.x || before?.y !== spec?.y) this.#view.rectangle = null;
    for (const name of this.#view.intervals.keys()) {
      if (!spec?.axes?.includes(name)) this.#view.intervals.delete(name);
    }
    if (String(before?.axes) !== String(spec?.axes)) this.#view.order = null;
    // who has set another plot may not know that something is still marked in it
    if (JSON.stringify(before) !== JSON.stringify(spec)) this.#retell = true;
    this.#model = null;
    this.#later();
  }

  get rows() {
    return this.#rows;
  }

  set rows(rows) {
    this.#rows = rows;
    this.#model = null;
    this.#later();
  }

  /** The rows by column, as JSON: shorter, and what servers keep of it is small. */
  set table(text) {
    const { id, name, color, group, values } = JSON.parse(text);
    const columns = Object.entries(values);
    this.rows = id.map((_, i) => ({
      id: id[i], name: name[i], color: color[i], group: group[i],
      values: Object.fromEntries(columns.map(([column, all]) => [column, all[i]])),
    }));
  }

  #see(inView) {
    this.#seen = inView;
    if (inView && this.#stale) this.#draw();
  }

  /** Once for all that is set together. */
  #later() {
    this.#stale = true;
    if (!this.isConnected || this.#waiting) return;
    this.#waiting = true;
    queueMicrotask(() => {
      this.#waiting = false;
      if (this.#seen) this.#draw();
      else this.dataset.state ??= 'waiting';
    });
  }

  #resize() {
    const frame = this.plot.parentElement;
    // what scrolls is to scroll by keys too
    if (frame.scrollWidth > frame.clientWidth) frame.tabIndex = 0;
    else frame.removeAttribute('tabindex');
    if (!this.#scene || !this.plot.clientWidth || !this.plot.clientHeight) return;
    this.#scene.resize();
    this.#draw();
  }

  #draw() {
    if (!this.isConnected) return;
    this.#stale = false;
    const kind = KINDS[this.#spec?.kind];
    const rows = this.#rows;
    // many axes side by side on a phone are reached by scrolling
    this.plot.style.minWidth = kind === parallel ? `${(this.#spec.axes?.length ?? 0) * LEAST_BETWEEN_AXES}px` : '';
    this.shadowRoot.querySelector('.title').textContent = this.#title();
    this.dataset.rows = rows?.length ?? 0;
    if (!kind || !rows || rows.length === 0) {
      this.#scene?.clear();
      this.#drawing = null;
      this.#tell(kind ? (rows ? 'No runs' : 'Waiting for runs…') : this.#spec ? `There is no plot of the kind ${this.#spec.kind}` : 'Nothing is chosen to be plotted yet');
    } else if (this.plot.clientWidth && this.plot.clientHeight) {
      this.#model ??= model(this.#spec, rows);
      this.#scene ??= new Scene(this.plot);
      this.#theme ??= plotTheme(this);
      this.#drawing = this.#scene.draw(kind, this.#model, this.#view, this.#theme);
      this.#tell(this.#drawing.nothing && nothing(this.#drawing.nothing));
      if (!this.#table.hidden) this.#fillTable();
    }
    this.tip.hide();
    if (!this.#drag) this.#tellMarked();
  }

  get #table() {
    return this.shadowRoot.querySelector('.table');
  }

  #title() {
    const { title, kind, x, y } = this.#spec ?? {};
    if (title || !kind) return title ?? '';
    return [y, x].filter(Boolean).map(label).join(' by ');
  }

  #tell(words) {
    const shown = words ? 0 : this.#drawing.shown.length;
    const notes = words ? [] : this.#drawing.notes.filter(Boolean);
    this.dataset.state = words ? 'empty' : 'ready';
    this.dataset.shown = shown;
    this.shadowRoot.querySelector('.message').textContent = words || '';
    const footer = this.shadowRoot.querySelector('footer');
    footer.textContent = notes.join(' · ');
    footer.title = notes.join('\n');
    this.plot.setAttribute('aria-label', words || `${this.#title()}: ${this.#spec.kind} plot of ${runs(shown)}. ${notes.join('. ')}`);
    const marked = this.#drawing?.selected;
    this.dataset.marked = marked ? marked.length : '';
    this.shadowRoot.querySelector('.marked').textContent = marked ? `${marked.length.toLocaleString('en-US')} of ${runs(shown)}` : '';
    this.shadowRoot.querySelector('.clear').hidden = !marked;
  }

  #tellMarked() {
    const ids = this.#drawing?.selected?.map((i) => this.#rows[i].id) ?? null;
    const same = String(ids) === String(this.#told) && (ids === null) === (this.#told === null);
    const again = this.#retell && ids !== null;
    this.#retell = false;
    if (same && !again) return;
    this.#told = ids;
    this.#emit('brushed', { ids });
  }

  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  #clear() {
    this.#view.intervals.clear();
    this.#view.rectangle = null;
    this.#drop();
  }

  #at(e) {
    const { left, top } = this.plot.getBoundingClientRect();
    return [e.clientX - left, e.clientY - top];
  }

  #press(e) {
    // a finger scrolls the page
    if (e.button !== 0 || e.pointerType === 'touch' || !this.#drawing?.hit) return;
    const from = this.#at(e);
    this.#drag = { from, grab: this.#drawing.grab?.(...from), moved: false };
  }

  #move(e) {
    const [x, y] = this.#at(e);
    if (!this.#drag) {
      this.#point(this.#drawing?.hit?.(x, y) ?? null, e);
      return;
    }
    const { from, grab } = this.#drag;
    if (!grab || (!this.#drag.moved && Math.hypot(x - from[0], y - from[1]) < LEAST_DRAG)) return;
    if (!this.#drag.moved) {
      this.#drag.moved = true;
      this.plot.setPointerCapture(e.pointerId);
      this.plot.style.cursor = grab.cursor;
    }
    grab.move(x, y);
    this.#drag.frame ??= requestAnimationFrame(() => {
      if (this.#drag) this.#drag.frame = undefined;
      if (this.#drag) this.#draw();
    });
  }

  #release(e) {
    if (!this.#drag) {
      if (e.pointerType === 'touch') this.#move(e);
      return;
    }
    const { grab, moved } = this.#drag;
    const hit = moved ? null : this.#drawing?.hit?.(...this.#at(e));
    if (hit?.row !== undefined) {
      this.#drag = null;
      this.#emit('chosen', { id: this.#rows[hit.row].id });
      return;
    }
    if (moved) grab.end?.();
    else grab?.click?.();
    const order = String(this.#view.order);
    this.#drop();
    if (moved && this.#drawing?.order && order !== this.#arranged) {
      this.#arranged = order;
      this.#emit('arranged', { axes: this.#drawing.order });
    }
  }

  #arranged = String(null);

  /** Ends what is being dragged, and shows and tells what came of it. */
  #drop() {
    cancelAnimationFrame(this.#drag?.frame);
    this.#drag = null;
    this.#view.dragged = null;
    this.plot.style.cursor = '';
    if (this.#scene) this.#draw();
  }

  #point(hit, e) {
    this.#scene?.point(hit?.mark);
    this.plot.style.cursor = hit?.cursor ?? (hit?.row !== undefined ? 'pointer' : '');
    if (!hit) {
      this.tip.hide();
      return;
    }
    if (hit.row === undefined) {
      this.tip.show(e, hit.title, hit.lines);
      return;
    }
    const row = this.#rows[hit.row];
    const group = row.group === null || row.group === undefined ? [] : [['group', row.group]];
    this.tip.show(e, row.name, [...group, ...hit.columns.map((c) => [c.label, cellText(hit.row, c)])]);
  }

  #things() {
    const full = this.matches(':fullscreen'); // document.fullscreenElement is the outermost host only
    const asTable = !this.#table.hidden;
    const saving = (ending) => ({ label: `Save as ${ending.toUpperCase()}`, act: () => this.#save(ending) });
    return [
      { label: asTable ? 'Show as plot' : 'Show as table', act: () => this.#toggleTable() },
      { label: full ? 'Leave full screen' : 'Full screen', act: () => (full ? document.exitFullscreen() : this.requestFullscreen()) },
      ...(this.#drawing?.hit ? [saving('png'), saving('svg')] : []),
      ...(this.#model ? [saving('csv')] : []),
    ];
  }

  #toggleTable() {
    const show = this.#table.hidden;
    this.#table.hidden = !show;
    // the plot stays below, so that it is up to date when it is shown again
    this.shadowRoot.querySelector('.frame').inert = show;
    if (show) this.#fillTable();
  }

  #fillTable() {
    this.#table.setAttribute('aria-label', this.#title());
    if (!this.#model) return;
    const { rows, columns } = this.#model;
    this.#table.replaceChildren(table(rows, columns(), rows.map((_, i) => i)));
  }

  #save(ending) {
    const name = fileName(this.#title(), ending);
    if (ending === 'csv') return save(csvOf(fileRows(this.#rows, this.#model.columns())), name);
    const { width, height } = this.#scene;
    const renderer = ending === 'svg' ? 'svg' : 'canvas';
    const kind = KINDS[this.#spec.kind];
    save(picture(renderer, kind, this.#model, this.#view, this.#theme, this.#title(), { width, height }), name);
  }
}

/** All rows, as a file has them. */
function fileRows(rows, columns) {
  return [
    ['id', 'name', 'group', ...columns.map((c) => c.name)],
    ...rows.map((row, i) => [row.id, row.name, row.group ?? '', ...columns.map((c) => cell(c, c.values[i]))]),
  ];
}

/** What is no finite number comes as a word. */
function cell(column, value) {
  return value === null ? '' : column.numeric ? Number(value) : value;
}

function fileName(title, ending) {
  const words = title.replaceAll(/[^\p{L}\p{N}.-]+/gu, '-').replaceAll(/^-+|-+$/g, '').slice(0, 80);
  return `${words || 'plot'}.${ending}`;
}

/** The rows with their columns, each read when it is first needed. */
function model(spec, rows) {
  const read = new Map();
  const column = (name) => {
    if (!read.has(name)) read.set(name, readColumn(rows, name, logOf(spec.log, name)));
    return read.get(name);
  };
  const names = [...new Set([...(spec.axes ?? []), spec.x, spec.y, spec.color, spec.size].filter(Boolean))];
  return { spec, rows, column, columns: () => names.map(column) };
}

function logOf(log, name) {
  if (Array.isArray(log)) return log.includes(name) || undefined;
  return typeof log === 'boolean' ? log : log?.[name];
}

/** Why there is nothing to see: as the plot says itself, or by the columns that it misses. */
function nothing(columns) {
  if (typeof columns === 'string') return columns;
  const bare = columns.find((c) => c.at.every(Number.isNaN));
  if (!bare) return columns.length ? `No run has values of both ${columns.map((c) => c.label).join(' and ')}` : 'No axes are chosen';
  if (bare.notPositive) return `No run is above 0 in ${bare.label}, as a log axis needs`;
  return `No run has a value of ${bare.label}`;
}

customElements.define('assay-plot', AssayPlot);
