import { csvOf, save } from './files.js';
import { MENU_STYLE, openMenu } from './menu.js';
import { short } from './numbers.js';
import { Tip } from './plot-tip.js';
import { color } from './theme.js';
import { drawing, hasPlace, isLaw, panelsOf, sample, tint } from './figure-drawing.js';
import { written } from './figure-scale.js';

const NEAR = 22;
const LEAST = { width: 240, height: 160 };
const FILE = { width: 960, height: 560 };
const MOST_TABLE_ROWS = 200;
const MOST_LINES_TOLD = 8;

const TEMPLATE = document.createElement('template');
TEMPLATE.innerHTML = `
  <style>
    :host { display: flex; flex-direction: column; position: relative; min-width: 0; height: 380px; contain: layout style; }
    :host([hidden]) { display: none; }
    :host(:fullscreen) { height: 100%; background: var(--surface); }
    header { display: flex; gap: 8px; align-items: center; padding: 4px 6px 0 12px; font-size: 13px; min-height: 26px; }
    .title { flex: 1; font-weight: 600; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    .legend { display: flex; flex-wrap: wrap; gap: 2px 6px; padding: 2px 6px 4px; font-size: 12px; color: var(--text-soft); max-height: 62px; overflow-y: auto; }
    .legend button { all: unset; display: inline-flex; align-items: center; gap: 5px; padding: 1px 6px; border-radius: 4px; cursor: pointer; }
    .legend button:hover { background: var(--surface-hover); }
    .legend button[aria-pressed="false"] { text-decoration: line-through; opacity: 0.75; }
    .legend svg { width: 18px; height: 12px; flex: none; }
    button:focus-visible, .frame:focus-visible, .table:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; border-radius: 3px; }
    .body { flex: 1; min-height: 0; position: relative; }
    .frame { position: absolute; inset: 0; overflow: hidden; touch-action: pan-x pan-y; user-select: none; }
    .frame svg { display: block; }
    .table { position: absolute; inset: 0; z-index: 2; background: var(--surface); overflow: auto; padding: 0 12px; font-size: 12px; }
    .message { position: absolute; inset: 34px 12px 12px; display: grid; place-content: center; text-align: center; font-size: 13px;
      color: var(--text-soft); pointer-events: none; overflow-wrap: anywhere; }
    .tip { position: absolute; top: 0; left: 0; z-index: 3; max-width: min(340px, 90%); padding: 6px 10px; pointer-events: none;
      background: var(--surface-raised); border: 1px solid var(--line); border-radius: 6px; font-size: 12px;
      box-shadow: 0 4px 16px rgb(0 0 0 / 18%); display: grid; grid-template-columns: auto auto; gap: 1px 14px; font-variant-numeric: tabular-nums; }
    .tip strong { grid-column: 1 / -1; overflow-wrap: anywhere; }
    .tip > div { display: contents; }
    .tip span { color: var(--text-soft); overflow-wrap: anywhere; }
    .tip i { display: inline-block; width: 8px; height: 8px; border-radius: 2px; margin-right: 5px; }
    .tip b { text-align: right; font-weight: 600; overflow-wrap: anywhere; }
    .open-menu { all: unset; cursor: pointer; padding: 0 7px; font-size: 16px; line-height: 22px; border-radius: 4px; color: var(--text-soft); }
    .open-menu:hover { background: var(--surface-hover); }
    ${MENU_STYLE}
    table { border-collapse: collapse; }
    caption { text-align: left; color: var(--text-soft); padding: 2px 0 6px; white-space: nowrap; }
    th, td { text-align: left; padding: 3px 16px 3px 0; font-weight: 400; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
    thead th { position: sticky; top: 0; background: var(--surface); font-weight: 600; }
    .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
    .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    [hidden] { display: none !important; }
  </style>
  <header>
    <span class="title" part="title"></span>
    <button type="button" class="open-menu" aria-label="Figure menu" aria-haspopup="menu" aria-expanded="false">⋯</button>
  </header>
  <div class="legend" role="group" aria-label="What is shown"></div>
  <div class="body">
    <div class="frame" tabindex="0" role="group" aria-roledescription="figure"></div>
    <div class="table" role="region" tabindex="0" hidden></div>
  </div>
  <div class="message" role="status"></div>
  <div class="unseen" role="status"></div>`;

/**
 * Laws with their bands, the points that they are of, and bars.
 *
 *   figure.figure = '{"title": "Loss by N", "x": {"label": "N", "log": true, "as": "count"}, "y": {"label": "loss"}, "empty": "No runs",
 *     "series": [
 *       {"kind": "law", "name": "D = 1M", "color": "scale-2", "dash": "dashed", "x": […], "y": […], "low": […], "high": […]},
 *       {"kind": "points", "name": "runs", "color": "accent", "shape": "hollow", "x": […], "y": […], "label": […], "key": […],
 *        "more": {"left out": {"as": "plain", "values": […]}}},
 *       {"kind": "band", "name": "95 %", "color": "accent", "x": […], "low": […], "high": […]},
 *       {"kind": "bars", "name": "rows", "color": "accent", "x": […], "to": […], "y": […]}],
 *     "below": {"y": {"label": "rows", "from": 0}, "series": […]}}'
 *
 * Axes are written `as` count, flops, percent, time (ms, UTC) or plain, begin and end at `from` and `to` where they have them, and have `names` for
 * places 0, 1, 2. A law is `stepped` where it stays up to its next point, and has gaps where it is no number. `low` and `high` of points are drawn as
 * whiskers. What stands `below` has the same axis x. A click on a point that has a key tells it with the event `chosen`; arrow keys go from point to
 * point, Enter is a click. What it shows is told to tests by data-state, data-points and data-laws.
 */
class AssayFigure extends HTMLElement {
  #figure = null;
  #drawn = null;
  #near = null;
  #off = new Set();

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.append(TEMPLATE.content.cloneNode(true));
    this.frame = root.querySelector('.frame');
    this.table = root.querySelector('.table');
    this.tip = new Tip(this);
    const opener = root.querySelector('.open-menu');
    opener.addEventListener('click', () => openMenu(opener, this.#things()));
    this.frame.addEventListener('pointermove', (e) => this.#point(e));
    this.frame.addEventListener('pointerleave', () => this.#leave());
    this.frame.addEventListener('blur', () => this.#leave());
    this.frame.addEventListener('click', (e) => this.#choose(this.#nearest(e)));
    this.frame.addEventListener('keydown', (e) => this.#key(e));
  }

  connectedCallback() {
    if (Object.hasOwn(this, 'figure')) { // what was set before this class was loaded hides its setter
      const early = this.figure;
      delete this.figure;
      this.figure = early;
    }
    this.size = new ResizeObserver(() => this.#draw());
    this.size.observe(this.frame);
  }

  disconnectedCallback() {
    this.size.disconnect();
  }

  set figure(text) {
    this.#figure = JSON.parse(text);
    for (const series of this.#all()) series.hidden = this.#off.has(series.name);
    this.#fillLegend();
    this.#draw();
    if (!this.table.hidden) this.#fillTable();
  }

  /** Of its upper and its lower part. */
  #all() {
    return [...this.#figure.series, ...(this.#figure.below?.series ?? [])];
  }

  #draw() {
    if (!this.#figure || !this.isConnected) return;
    const { title, empty } = this.#figure;
    const series = this.#all();
    this.shadowRoot.querySelector('.title').textContent = title;
    const [width, height] = [Math.max(LEAST.width, this.frame.clientWidth), Math.max(LEAST.height, this.frame.clientHeight)];
    const there = panelsOf(this.#figure).some((panel) => panel.series.some((s) => s.x.some((_, i) => hasPlace(panel, s, i))));
    this.#leave();
    this.#drawn = there ? drawing(this.#figure, { width, height }) : null;
    this.frame.innerHTML = this.#drawn?.markup ?? '';
    this.shadowRoot.querySelector('.message').textContent = there ? '' : series.some((s) => s.hidden) ? 'Everything is hidden' : empty ?? 'Nothing to show yet';
    this.dataset.state = there ? 'ready' : 'empty';
    this.dataset.points = this.#drawn?.places.length ?? 0;
    this.dataset.laws = series.filter((s) => isLaw(s) && !s.hidden).length;
    this.frame.setAttribute('aria-label', this.#words());
  }

  #words() {
    const { title, x, y, below } = this.#figure;
    const names = [...new Set(this.#all().filter((s) => !s.hidden).map((s) => s.name))].join(', ');
    return `${title}: ${[y.label, ...(below ? [below.y.label] : [])].join(' and ')} by ${x.label}. ${names}. ${this.#drawn ? 'Arrow keys go through the points; the menu shows all as a table.' : ''}`;
  }

  #fillLegend() {
    const legend = this.shadowRoot.querySelector('.legend');
    const names = new Map(); // a law and its points are one
    for (const one of this.#all()) names.set(one.name, [...(names.get(one.name) ?? []), one]);
    legend.hidden = names.size < 2;
    legend.replaceChildren(...[...names.values()].map((all) => {
      const [series] = all;
      const button = document.createElement('button');
      button.type = 'button';
      button.setAttribute('aria-pressed', String(!series.hidden));
      button.innerHTML = `<svg viewBox="0 0 18 12" aria-hidden="true">${all.map(sample).join('')}</svg>`;
      button.append(series.name);
      button.title = series.hidden ? 'Show it' : 'Hide it';
      button.addEventListener('click', () => this.#toggle(all, button));
      return button;
    }));
  }

  #toggle(all, button) {
    const [{ name }] = all;
    const hide = !this.#off.has(name);
    all.forEach((series) => (series.hidden = hide));
    if (hide) this.#off.add(name);
    else this.#off.delete(name);
    button.setAttribute('aria-pressed', String(!hide));
    button.title = hide ? 'Show it' : 'Hide it';
    this.#draw();
  }

  #at(e) {
    const { left, top } = this.frame.getBoundingClientRect();
    return [e.clientX - left, e.clientY - top];
  }

  /** The nearest point, else the bar whose column the mouse is in. */
  #nearest(e) {
    const [x, y] = this.#at(e);
    let found = null;
    let best = NEAR;
    for (const place of this.#drawn?.places ?? []) {
      const { area } = place.panel;
      if (place.box) {
        if (!found && x >= place.box.left && x < place.box.right && y >= area.top && y <= area.bottom) found = place;
        continue;
      }
      const distance = Math.hypot(place.x - x, place.y - y);
      if (distance < best) [found, best] = [place, distance];
    }
    return found;
  }

  #point(e) {
    if (!this.#drawn) return;
    const near = this.#nearest(e);
    if (near) this.#show(near, e);
    else this.#read(e);
    this.frame.style.cursor = near?.series.key?.[near.i] ? 'pointer' : '';
  }

  /** A point with all that is known of it. */
  #show(place, mouse) {
    this.#near = place;
    this.#ring(place);
    this.tip.show(mouse, place.series.label?.[place.i] ?? place.series.name, this.#told(place));
  }

  #told({ panel, series, i }) {
    const { x, y } = panel;
    const range = series.low && Number.isFinite(series.low[i]) ? [['95 %', `${written(series.low[i], y)} to ${written(series.high[i], y)}`]] : [];
    const more = Object.entries(series.more ?? {}).filter(([, column]) => column.values[i] !== null);
    return [
      [x.label, series.to && !x.names ? `${written(series.x[i], x)} to ${written(series.to[i], x)}` : written(series.x[i] + (series.to ? 0.5 : 0), x)], [y.label, written(series.y[i], y)], ...range,
      ...more.map(([name, column]) => [name, typeof column.values[i] === 'number' ? written(column.values[i], column) : column.values[i]]),
    ];
  }

  /** The laws under the mouse where no point is near. */
  #read(e) {
    this.#near = null;
    this.#ring(null);
    const [at, height] = this.#at(e);
    const { panels, fromPixel } = this.#drawn;
    const panel = panels.find(({ area }) => at >= area.left && at <= area.right && height >= area.top && height <= area.bottom);
    if (!panel) return this.tip.hide();
    const { x, y, series } = panel;
    const value = fromPixel(at);
    const lines = series.filter((s) => isLaw(s) || s.kind === 'band').map((s) => this.#lawAt(s, value, y)).filter(Boolean).slice(0, MOST_LINES_TOLD);
    if (!lines.length) return this.tip.hide();
    this.tip.show(e, `${x.label} ${written(x.as === 'time' ? value : Number(value.toPrecision(3)), x)}`, lines);
  }

  #lawAt(series, value, y) {
    const { log } = this.#figure.x;
    const f = log ? Math.log : (v) => v;
    const next = series.x.findIndex((v) => v >= value);
    if (next < 0 || (next === 0 && series.x[0] > value)) return null;
    const before = Math.max(0, next - 1);
    const share = next === before ? 0 : (f(value) - f(series.x[before])) / (f(series.x[next]) - f(series.x[before]));
    const at = (values) => (series.stepped && next !== before && share < 1 ? values[before] : values[before] + share * (values[next] - values[before]));
    const range = series.low && Number.isFinite(at(series.low)) ? `${written(at(series.low), y)} to ${written(at(series.high), y)}` : '';
    if (!isLaw(series)) return range ? [series.name, range, tint(series)] : null;
    return Number.isFinite(at(series.y)) ? [series.name, written(at(series.y), y) + (range && ` (${range})`), tint(series)] : null;
  }

  #ring(place) {
    const ring = this.frame.querySelector('.near');
    if (!ring) return;
    ring.setAttribute('visibility', place ? 'visible' : 'hidden');
    if (place) {
      ring.setAttribute('cx', place.x);
      ring.setAttribute('cy', place.y);
    }
  }

  #leave() {
    this.#near = null;
    this.tip.hide();
    this.#ring(null);
  }

  #choose(place) {
    const key = place?.series.key?.[place.i];
    if (key) this.dispatchEvent(new CustomEvent('chosen', { detail: { key } }));
  }

  #key(e) {
    const places = (this.#drawn?.places ?? []).toSorted((a, b) => a.panel.area.top - b.panel.area.top || a.x - b.x || a.y - b.y);
    if (e.key === 'Escape') return this.#leave();
    if (e.key === 'Enter') return this.#choose(this.#near);
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[e.key];
    if (!step || !places.length) return;
    e.preventDefault();
    const now = places.findIndex((p) => p.series === this.#near?.series && p.i === this.#near?.i);
    const place = places[now < 0 ? (step > 0 ? 0 : places.length - 1) : (now + step + places.length) % places.length];
    const { left, top } = this.frame.getBoundingClientRect();
    this.#show(place, { clientX: left + place.x, clientY: top + place.y });
    this.shadowRoot.querySelector('.unseen').textContent =
      `${place.series.label?.[place.i] ?? place.series.name}: ${this.#told(place).map(([k, v]) => `${k} ${v}`).join(', ')}`;
  }

  #things() {
    const full = this.matches(':fullscreen');
    const asTable = !this.table.hidden;
    const saving = (ending) => ({ label: `Save as ${ending.toUpperCase()}`, act: () => this.#save(ending) });
    return [
      { label: asTable ? 'Show as figure' : 'Show as table', act: () => this.#toggleTable() },
      { label: full ? 'Leave full screen' : 'Full screen', act: () => (full ? document.exitFullscreen() : this.requestFullscreen()) },
      ...(this.#drawn ? [saving('png'), saving('svg'), saving('csv')] : []),
    ];
  }

  #toggleTable() {
    const show = this.table.hidden;
    this.table.hidden = !show;
    this.frame.inert = show;
    if (show) this.#fillTable();
  }

  #fillTable() {
    const [head, ...all] = rowsOf(this.#figure);
    const rows = all.slice(0, MOST_TABLE_ROWS);
    const table = document.createElement('table');
    table.createCaption().textContent = all.length > rows.length ? `The first ${rows.length} of ${all.length} rows; the CSV has all of them` : `${all.length} rows`;
    const top = table.createTHead().insertRow();
    for (const name of head) {
      const cell = top.appendChild(document.createElement('th'));
      cell.scope = 'col';
      cell.textContent = name;
    }
    const body = table.createTBody();
    for (const row of rows) {
      const line = body.insertRow();
      for (const value of row) {
        const cell = line.insertCell();
        cell.textContent = typeof value === 'number' ? short(value) : value;
        cell.classList.toggle('number', typeof value === 'number');
      }
    }
    this.table.setAttribute('aria-label', this.#figure.title);
    this.table.replaceChildren(table);
  }

  async #save(ending) {
    const name = `${this.#figure.title.replaceAll(/[^\p{L}\p{N}.-]+/gu, '-').replaceAll(/^-+|-+$/g, '').slice(0, 80) || 'figure'}.${ending}`;
    if (ending === 'csv') return save(csvOf(rowsOf(this.#figure)), name);
    const svg = this.#file();
    save(ending === 'svg' ? new Blob([svg], { type: 'image/svg+xml' }) : await picture(svg), name);
  }

  /** By itself: a file knows nothing of the variables of this page. */
  #file() {
    const { markup } = drawing(this.#figure, { ...FILE, file: true });
    const font = getComputedStyle(this).fontFamily.replaceAll('"', "'");
    return markup.replaceAll(/var\((--[\w-]+)\)/g, (_, name) => color(this, name)).replace('style="font-size', `style="font-family: ${font}; font-size`);
  }
}

/** What is shown, a row for each place of each series; bars begin and end, and what stands below has heights of its own. */
function rowsOf(figure) {
  const panels = panelsOf(figure);
  const all = panels.flatMap((p) => p.series);
  const extra = [...new Set(all.flatMap((s) => Object.keys(s.more ?? {})))];
  const ends = all.some((s) => s.to) ? ['to'] : [];
  const rows = [['series', 'kind', 'name', figure.x.label, ...ends, ...panels.map((p) => p.y.label), 'low', 'high', ...extra]];
  panels.forEach((panel, part) => panel.series.forEach((s) => s.x.forEach((value, i) => rows.push([
    s.name, s.kind, s.label?.[i] ?? '', named(value, s, figure.x), ...ends.map(() => (figure.x.names ? '' : s.to?.[i] ?? '')),
    ...panels.map((_, k) => (k === part ? s.y?.[i] ?? '' : '')),
    s.low?.[i] ?? '', s.high?.[i] ?? '', ...extra.map((name) => s.more?.[name]?.values[i] ?? ''),
  ]))));
  return rows;
}

/** Times and places that have names as they are read. */
function named(value, series, axis) {
  if (axis.names) return written(value + (series.to ? 0.5 : 0), axis);
  return axis.as === 'time' ? new Date(value).toISOString() : value;
}

async function picture(svg) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [FILE.width * 2, FILE.height * 2];
  canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, 'image/png'));
}

customElements.define('assay-figure', AssayFigure);
