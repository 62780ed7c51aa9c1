import * as numbers from './numbers.js';
import { isDrawable } from './chart-view.js';

const MOST_LISTED = 8;
const SVG = 'http://www.w3.org/2000/svg';

/**
 * What is under the pointer: an upright line, the nearest curve thicker, and a list of those that are nearest. Drawn
 * above the chart, which itself is not drawn anew.
 */
export class Hover {
  #area;
  #svg = null;
  #tip = null;
  #at = null;

  /** @param {HTMLElement} area the chart's plot */
  constructor(area) {
    this.#area = area;
    this.get = () => null; // what there is to be seen: {lines, view, scale, theme}
    area.addEventListener('pointermove', (e) => e.buttons === 0 && this.#move(e));
    area.addEventListener('pointerleave', () => this.hide());
    area.addEventListener('pointerdown', () => this.hide());
    area.addEventListener('keydown', (e) => this.#key(e));
    area.addEventListener('blur', () => this.hide());
  }

  #move(e) {
    const box = this.#area.getBoundingClientRect();
    this.#at = { x: e.clientX - box.left, y: e.clientY - box.top };
    this.show();
  }

  /** Arrows go along a chart that has the focus. */
  #key(e) {
    const shown = this.get();
    const by = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
    if (e.key === 'Escape') this.hide();
    if (!by || !shown?.lines.length) return;
    e.preventDefault();
    const { scale } = shown;
    const x = this.#at?.x ?? (by > 0 ? scale.left : scale.right);
    const step = by * Math.max(1, (scale.right - scale.left) / 100);
    this.#at = { x: Math.min(scale.right, Math.max(scale.left, x + step)), y: this.#at?.y ?? scale.top };
    this.show();
  }

  hide() {
    this.#at = null;
    this.#svg?.remove();
    this.#tip?.remove();
  }

  /** Also after a change of what is drawn. */
  show() {
    const shown = this.get();
    if (!this.#at || !shown?.lines.length) return this.hide();
    const { scale } = shown;
    if (this.#at.x < scale.left - 8 || this.#at.x > scale.right + 8) return this.hide();
    const found = nearest(shown, this.#at);
    if (found.length === 0) return this.hide();
    this.#draw(shown, found);
    this.#tell(shown, found);
  }

  #draw({ scale, theme, view }, [first]) {
    this.#svg ??= document.createElementNS(SVG, 'svg');
    this.#svg.setAttribute('class', 'hover');
    this.#svg.setAttribute('aria-hidden', 'true');
    const x = first.px;
    const color = theme.runs[first.line.color];
    this.#svg.replaceChildren(
      shape('line', { x1: x, x2: x, y1: scale.top, y2: scale.bottom, stroke: theme.strong }),
      shape('path', { d: path(first.line, scale, view), stroke: color, 'stroke-width': 2.6, fill: 'none' }),
      shape('circle', { cx: x, cy: first.py, r: 3.5, fill: color, stroke: theme.surface, 'stroke-width': 1.5 }),
    );
    this.#area.append(this.#svg);
  }

  #tell(shown, found) {
    this.#tip ??= document.createElement('div');
    this.#tip.className = 'tip';
    this.#tip.setAttribute('role', 'status');
    this.#tip.replaceChildren(...content(shown, found));
    this.#area.append(this.#tip);
    const { offsetWidth: width, offsetHeight: height } = this.#tip;
    const room = this.#area.clientWidth;
    const right = found[0].px + 14 + width <= room;
    const left = right ? found[0].px + 14 : Math.max(0, found[0].px - 14 - width);
    const top = Math.min(this.#at.y + 14, this.#area.clientHeight - height);
    this.#tip.style.left = `${Math.min(left, Math.max(0, room - width))}px`;
    this.#tip.style.top = `${Math.max(top, 14 - height)}px`;
  }
}

/** Of each line the point nearest on x; those nearest to the pointer first. */
function nearest({ lines, view, scale }, at) {
  const can = isDrawable(view.log);
  const wanted = scale.x.value(at.x);
  const found = [];
  for (const line of lines) {
    const k = nearestIndex(line.x, wanted);
    const value = (line.smoothed ?? line.y)[k];
    const px = scale.x.pixel(line.x[k]);
    if (!can(value) && !(line.bad.length && Math.abs(px - at.x) < 20)) continue;
    if (px < scale.left - 1 || px > scale.right + 1) continue;
    const py = can(value) ? scale.y.pixel(value) : scale.bottom;
    // a curve that has ended long before is not what one points at
    if (lines.length > 1 && Math.abs(px - at.x) > 0.1 * (scale.right - scale.left)) continue;
    found.push({ line, k, px, py, distance: Math.abs(py - at.y) });
  }
  return found.sort((a, b) => a.distance - b.distance);
}

/** Index of the place nearest to a wanted one. */
function nearestIndex(x, wanted) {
  let low = 0;
  let high = x.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return low > 0 && wanted - x[low - 1] < x[low] - wanted ? low - 1 : low;
}

function path(line, scale, view) {
  const can = isDrawable(view.log);
  const values = line.smoothed ?? line.y;
  let d = '';
  let pen = 'M';
  for (let i = 0; i < values.length; i++) {
    const x = scale.x.pixel(line.x[i]);
    if (!can(values[i]) || !Number.isFinite(x) || x < scale.left - 1 || x > scale.right + 1) {
      pen = 'M';
      continue;
    }
    const y = Math.min(scale.bottom, Math.max(scale.top, scale.y.pixel(values[i])));
    d += `${pen}${x.toFixed(1)} ${y.toFixed(1)}`;
    pen = 'L';
  }
  return d;
}

function shape(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

/** Elements rather than HTML text: names come from users. */
function content({ lines, view, theme }, found) {
  const [first] = found;
  const rows = [row(axisName(view), placeText(view, first.line.x[first.k]))];
  if (lines.length === 1 && !first.line.isBand) return rows.concat(details(first, view));
  const listed = found.slice(0, MOST_LISTED);
  for (const one of listed) {
    const line = row(one.line.name, valueText(one), theme.runs[one.line.color]);
    if (one === first) line.className = 'nearest';
    rows.push(line);
  }
  if (first.line.isBand) rows.push(...bandDetails(first));
  if (found.length > listed.length) rows.push(row(`${found.length - listed.length} more`, ''));
  return rows;
}

function valueText({ line, k }) {
  const value = (line.smoothed ?? line.y)[k];
  return numbers.short(value);
}

function bandDetails({ line, k }) {
  const rows = [row('n', numbers.whole(line.n[k]))];
  if (Number.isFinite(line.low[k])) rows.push(row('band', `${numbers.short(line.low[k])} … ${numbers.short(line.high[k])}`));
  return rows;
}

function details({ line, k }, view) {
  const several = line.n?.[k] > 1;
  const rows = [row(several ? 'mean' : 'value', numbers.short(line.y[k]))];
  if (view.smoothing > 0) rows.push(row('smoothed', numbers.short(line.smoothed[k])));
  if (several) {
    rows.push(row('range', `${numbers.short(line.low[k])} … ${numbers.short(line.high[k])}`));
    rows.push(row('points', numbers.whole(line.n[k])));
  }
  if (line.bad.includes(line.x[k])) rows.push(row('not finite', 'some'));
  return rows;
}

export function axisName(view) {
  if (view.x.startsWith('metric:')) return view.x.slice('metric:'.length);
  return { step: 'step', time: 'time', relative: 'since start', tokens: 'tokens', flops: 'FLOPs' }[view.x] ?? view.x;
}

function placeText(view, x) {
  if (view.x === 'step') return numbers.whole(Math.round(x));
  if (view.x === 'time') return numbers.moment(x);
  return view.x === 'relative' ? numbers.duration(x) : numbers.short(x);
}

function row(name, value, color) {
  const line = document.createElement('div');
  const key = line.appendChild(document.createElement('span'));
  if (color) {
    const dot = key.appendChild(document.createElement('i'));
    dot.style.background = color;
  }
  key.append(name);
  line.appendChild(document.createElement('b')).textContent = value;
  return line;
}
