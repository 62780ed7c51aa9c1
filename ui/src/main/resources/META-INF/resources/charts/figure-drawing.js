import { scale, written } from './figure-scale.js';

const FONT = 11;
const LETTER = 6.3; // about as wide as a figure of that size
const ROOM = { top: 12, right: 18, bottom: 40 };
const BELOW = { share: 0.22, gap: 14 };
const LINE = 17;
const MARK = 22;
const RADIUS = 4.5;
const LONGEST_NAME = 16;
const NARROWEST_NAME = 46;
const DASHES = { dashed: '6 4', dotted: '2 3' };

const SHAPES = {
  dot: (x, y, r, color) => `<circle cx="${x}" cy="${y}" r="${r}" style="fill: ${color}; stroke: var(--surface)"/>`,
  hollow: (x, y, r, color) => `<circle cx="${x}" cy="${y}" r="${r - 0.5}" style="fill: var(--surface); fill-opacity: 0.4; stroke: ${color}; stroke-width: 1.5"/>`,
  diamond: (x, y, r, color) => `<path d="M${x} ${y - r - 2}l${r + 2} ${r + 2}l${-r - 2} ${r + 2}l${-r - 2} ${-r - 2}Z" style="fill: ${color}; stroke: var(--surface)"/>`,
  cross: (x, y, r, color) => `<path d="M${x - r} ${y - r}l${2 * r} ${2 * r}M${x + r} ${y - r}l${-2 * r} ${2 * r}" style="fill: none; stroke: ${color}; stroke-width: 1.8"/>`,
};

export function isLaw(series) {
  return series.kind === 'law';
}

/** Of palette.css, so that a drawing follows light and dark by itself. */
export function tint(series) {
  return `var(--${series.color})`;
}

export function safe(text) {
  return String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** What has a place on both axes; of a band its upper end. */
export function hasPlace({ x, y }, series, i) {
  return [[x, series.x[i]], [y, heights(series)[i]]].every(([axis, v]) => Number.isFinite(v) && (!axis.log || v > 0));
}

function heights(series) {
  return series.kind === 'band' ? series.high : series.y;
}

/** Its upper part, and its lower one where it has one; each of the series that are not hidden. */
export function panelsOf({ x, y, series, below }) {
  return [{ x, y, series }, ...(below ? [{ x, y: below.y, series: below.series }] : [])]
    .map((panel) => ({ ...panel, series: panel.series.filter((s) => !s.hidden) }))
    .filter((panel, i) => i === 0 || panel.series.length > 0);
}

/**
 * A figure as SVG markup, and where its points and bars stand.
 *
 * @param {object} figure
 * @param {{width: number, height: number, file?: boolean}} frame with a title and a legend for files
 */
export function drawing(figure, { width, height, file = false }) {
  const parts = panelsOf(figure);
  const shown = parts.flatMap((p) => p.series);
  const top = ROOM.top + (file ? 28 + LINE * legendRows(shown, width) : 0);
  const inner = height - ROOM.bottom - top;
  const low = parts.length > 1 ? Math.round(inner * BELOW.share) : 0;
  const heightsOf = [low ? inner - low - BELOW.gap : inner, low];
  const scales = parts.map((p, i) => scale(p.y, ordinates(p), Math.max(2, Math.floor(heightsOf[i] / 52))));
  const left = 14 + LETTER * Math.max(3, ...parts.flatMap((p, i) => scales[i].ticks.map((v) => tickText(v, p.y).length))) + LINE;
  const right = width - ROOM.right;
  const x = scale(figure.x, shown.flatMap(abscissas), Math.max(2, Math.floor((right - left) / tickRoom(figure.x))));
  const px = (v) => round(left + x.at(v) * (right - left));
  const panels = parts.map((p, i) => {
    const area = { left, right, top: i === 0 ? top : height - ROOM.bottom - low, bottom: i === 0 ? top + heightsOf[0] : height - ROOM.bottom };
    const py = (v) => round(area.bottom - scales[i].at(v) * (area.bottom - area.top));
    const panel = { ...p, area, px, py, ticks: { x: x.ticks, y: scales[i].ticks } };
    return { ...panel, places: placesOf(panel) };
  });
  const markup = [
    ...panels.map((p, i) => panelMarkup(p, i, i === panels.length - 1)),
    axisName(figure.x, left, right, height),
    ...(file ? [title(figure), legend(shown, width)] : []),
  ].join('');
  return {
    markup: wrap(markup, panels, width, height, file), panels, places: panels.flatMap((p) => p.places),
    fromPixel: (at) => x.back((at - left) / (right - left)),
  };
}

function panelMarkup(panel, i, last) {
  const { series, area, px, py, places, ticks } = panel;
  const drawn = (kind, draw) => series.filter((s) => s.kind === kind).map(draw).join('');
  const points = places.filter((p) => !p.box);
  const letters = Math.min(LONGEST_NAME, Math.floor((area.right - area.left) / ticks.x.length / LETTER) - 1);
  return [
    ...ticks.x.map((v) => upright(px(v), area, last ? tickText(v, panel.x, letters) : '')),
    ...ticks.y.map((v) => level(py(v), area, tickText(v, panel.y))),
    heightName(panel.y, area),
    `<g clip-path="url(#area${i})">`,
    drawn('band', (s) => band(panel, s)), drawn('bars', (s) => bars(panel, s)),
    drawn('law', (s) => band(panel, s)), drawn('law', (s) => line(panel, s)),
    '</g>',
    ...points.map((p) => whisker(p, py, area)),
    ...points.map((p) => SHAPES[p.series.shape ?? 'dot'](p.x, p.y, RADIUS, tint(p.series))),
  ].join('');
}

/** Names are cut to the room between marks. */
function tickText(value, axis, letters = LONGEST_NAME) {
  const words = written(value, axis);
  return axis.names && words.length > letters ? `${words.slice(0, letters - 1)}…` : words;
}

/** How wide a mark is with the space beside it. */
function tickRoom(axis) {
  if (axis.names) return NARROWEST_NAME;
  return axis.as === 'time' ? 112 : 74;
}

function abscissas(series) {
  return series.kind === 'bars' ? [...series.x, ...series.to] : series.x;
}

/** An interval that is very wide must not press all else together: it is cut where it leaves the rest behind. */
function ordinates(panel) {
  const { y, series } = panel;
  const usable = (v) => Number.isFinite(v) && (!y.log || v > 0);
  const values = series.flatMap((s) => [...(s.kind === 'bars' ? [0] : []), ...heights(s).filter((v, i) => usable(v) && hasPlace(panel, s, i))]);
  const f = y.log ? Math.log : (v) => v;
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const room = (f(most) - f(least)) * 0.35;
  const ends = series.flatMap((s) => [...(s.low ?? []), ...(s.high ?? [])]).filter((v) => usable(v) && f(v) >= f(least) - room && f(v) <= f(most) + room);
  return [...values, ...ends];
}

/** A point's place, or the top of a bar with the box that it has to itself. */
function placesOf(panel) {
  const { px, py } = panel;
  return panel.series.filter((s) => s.kind === 'points' || s.kind === 'bars').flatMap((series) => series.x
    .map((_, i) => i)
    .filter((i) => hasPlace(panel, series, i))
    .map((i) => {
      if (series.kind === 'points') return { panel, series, i, x: px(series.x[i]), y: py(series.y[i]) };
      const box = { left: px(series.x[i]), right: px(series.to[i]) };
      return { panel, series, i, x: (box.left + box.right) / 2, y: py(series.y[i]), box };
    }));
}

function wrap(markup, panels, width, height, file) {
  const ground = file ? `<rect width="${width}" height="${height}" style="fill: var(--surface)"/>` : '';
  const clips = panels.map(({ area: { left, right, top, bottom } }, i) =>
    `<clipPath id="area${i}"><rect x="${left}" y="${top}" width="${right - left}" height="${bottom - top}"/></clipPath>`).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" aria-hidden="true"
    style="font-size: ${FONT}px; font-variant-numeric: tabular-nums">${clips}
    ${ground}${markup}<circle class="near" r="8" visibility="hidden" style="fill: none; stroke: var(--text); stroke-width: 1.5"/></svg>`;
}

const SOFT = 'style="fill: var(--text-soft)"';

function upright(x, { top, bottom }, words) {
  const text = words && `<text x="${x}" y="${bottom + 15}" text-anchor="middle" ${SOFT}>${safe(words)}</text>`;
  return `<path d="M${x} ${top}V${bottom}" style="stroke: var(--line)"/>${text}`;
}

function level(y, { left, right }, words) {
  return `<path d="M${left} ${y}H${right}" style="stroke: var(--line)"/><text x="${left - 7}" y="${y + 4}" text-anchor="end" ${SOFT}>${safe(words)}</text>`;
}

function axisName(x, left, right, height) {
  return `<text x="${(left + right) / 2}" y="${height - 7}" text-anchor="middle" style="fill: var(--text)">${safe(x.label)}${x.log ? ' (log)' : ''}</text>`;
}

function heightName(y, { top, bottom }) {
  return `<text transform="translate(12 ${(top + bottom) / 2}) rotate(-90)" text-anchor="middle" style="fill: var(--text)">${safe(y.label)}${y.log ? ' (log)' : ''}</text>`;
}

/** With gaps where an end is no number. */
function band({ y, px, py }, series) {
  const { x, low, high } = series;
  if (!low) return '';
  const usable = (i) => [low[i], high[i]].every((v) => Number.isFinite(v) && (!y.log || v > 0));
  const stretches = [];
  for (let i = 0; i < x.length; i++) {
    if (!usable(i)) continue;
    if (i > 0 && usable(i - 1)) stretches.at(-1).push(i);
    else stretches.push([i]);
  }
  return stretches.filter((s) => s.length > 1).map((s) => {
    const there = s.map((i) => `${px(x[i])} ${py(high[i])}`);
    const back = s.toReversed().map((i) => `${px(x[i])} ${py(low[i])}`);
    return `<path d="M${there.join('L')}L${back.join('L')}Z" style="fill: ${tint(series)}; fill-opacity: 0.16"/>`;
  }).join('');
}

/** Side by side a hair apart, but never so that a thin one is not seen. */
function bars(panel, series) {
  const { px, py } = panel;
  return series.x.map((_, i) => i).filter((i) => hasPlace(panel, series, i)).map((i) => {
    const [from, to, ground, top] = [px(series.x[i]), px(series.to[i]), py(0), py(series.y[i])];
    const wide = Math.max(1, to - from - (to - from > 4 ? 1 : 0));
    return `<rect x="${from}" y="${Math.min(ground, top)}" width="${round(wide)}" height="${round(Math.abs(ground - top))}" style="fill: ${tint(series)}; fill-opacity: 0.55"/>`;
  }).join('');
}

function line(panel, series) {
  const { px, py } = panel;
  let path = '';
  let before = null;
  for (let i = 0; i < series.x.length; i++) {
    if (!hasPlace(panel, series, i)) {
      before = null;
      continue;
    }
    const [x, y] = [px(series.x[i]), py(series.y[i])];
    path += before === null ? `M${x} ${y}` : series.stepped ? `H${x}V${y}` : `L${x} ${y}`;
    before = i;
  }
  return path.includes('L') || path.includes('H') ? `<path d="${path}" style="${lineStyle(series)}"/>` : '';
}

function lineStyle(series) {
  const dash = DASHES[series.dash];
  return `fill: none; stroke: ${tint(series)}; stroke-width: ${series.thin ? 1.2 : 2}; stroke-linejoin: round${dash ? `; stroke-dasharray: ${dash}` : ''}`;
}

function whisker({ series, i, x }, py, { top, bottom }) {
  if (!series.low || !Number.isFinite(series.low[i]) || !Number.isFinite(series.high[i])) return '';
  const within = (v) => Math.min(bottom, Math.max(top, v));
  return `<path d="M${x} ${within(py(series.low[i]))}V${within(py(series.high[i]))}" style="stroke: ${tint(series)}; stroke-width: 1.5"/>`;
}

/** What stands for a series in a legend, 18 pixels wide and 12 high. */
export function sample(series) {
  if (series.kind === 'points') return SHAPES[series.shape ?? 'dot'](9, 6, 4, tint(series));
  if (series.kind === 'bars') return `<rect x="3" y="1" width="12" height="10" style="fill: ${tint(series)}; fill-opacity: 0.55"/>`;
  const area = series.low ? `<rect y="1" width="18" height="10" style="fill: ${tint(series)}; fill-opacity: 0.16"/>` : '';
  return isLaw(series) ? `${area}<path d="M0 6H18" style="${lineStyle(series)}"/>` : area;
}

/** A law and its points have one name, and one place. */
function legendPlaces(shown, width) {
  const names = new Map();
  for (const series of shown) names.set(series.name, [...(names.get(series.name) ?? []), series]);
  let [x, row] = [14, 0];
  return [...names].map(([name, all]) => {
    const wide = MARK + name.length * LETTER + 16;
    if (x > 14 && x + wide > width) [x, row] = [14, row + 1];
    const place = { name, all, x, row };
    x += wide;
    return place;
  });
}

function legendRows(shown, width) {
  return (legendPlaces(shown, width).at(-1)?.row ?? -1) + 1;
}

function legend(shown, width) {
  return legendPlaces(shown, width).map(({ name, all, x, row }) =>
    `<g transform="translate(${x} ${28 + row * LINE})">${all.map(sample).join('')}<text x="${MARK}" y="10" ${SOFT}>${safe(name)}</text></g>`).join('');
}

function title(figure) {
  return `<text x="14" y="19" style="fill: var(--text); font-size: 13px; font-weight: 600">${safe(figure.title)}</text>`;
}

function round(v) {
  return Math.round(v * 100) / 100;
}
