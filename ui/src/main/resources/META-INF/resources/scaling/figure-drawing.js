import { scale, written } from './figure-scale.js';

const FONT = 11;
const LETTER = 6.3; // about as wide as a figure of that size
const ROOM = { top: 12, right: 18, bottom: 40 };
const LINE = 17;
const MARK = 22;
const RADIUS = 4.5;
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

/** What has a place on both axes. */
export function hasPlace(figure, series, i) {
  return [[figure.x, series.x[i]], [figure.y, series.y[i]]].every(([axis, v]) => Number.isFinite(v) && (!axis.log || v > 0));
}

/**
 * A figure as SVG markup, and where its points stand.
 *
 * @param {object} figure
 * @param {{width: number, height: number, legend?: boolean}} frame with a title and a legend for files
 */
export function drawing(figure, { width, height, file = false }) {
  const shown = figure.series.filter((s) => !s.hidden);
  const head = file ? 28 + LINE * legendRows(shown, width) : 0;
  const y = scale(figure.y, ordinates(figure, shown), Math.max(2, Math.floor((height - head) / 52)));
  const left = 14 + LETTER * Math.max(3, ...y.ticks.map((v) => written(v, figure.y).length)) + LINE;
  const x = scale(figure.x, shown.flatMap((s) => s.x), Math.max(2, Math.floor((width - left) / 74)));
  const area = { left, right: width - ROOM.right, top: head + ROOM.top, bottom: height - ROOM.bottom };
  const px = (v) => round(area.left + x.at(v) * (area.right - area.left));
  const py = (v) => round(area.bottom - y.at(v) * (area.bottom - area.top));
  const places = placesOf(figure, shown, px, py);
  const laws = shown.filter(isLaw);
  const markup = [
    ...x.ticks.map((v) => upright(px(v), area, written(v, figure.x))),
    ...y.ticks.map((v) => level(py(v), area, written(v, figure.y))),
    names(figure, area, width, height),
    `<g clip-path="url(#area)">${laws.map((s) => band(figure, s, px, py)).join('')}${laws.map((s) => line(figure, s, px, py)).join('')}</g>`,
    ...places.map((p) => whisker(p, py, area)),
    ...places.map((p) => SHAPES[p.series.shape ?? 'dot'](p.x, p.y, RADIUS, tint(p.series))),
    ...(file ? [title(figure), legend(shown, width)] : []),
  ].join('');
  return { markup: wrap(markup, area, width, height, file), places, area, fromPixel: (at) => x.back((at - area.left) / (area.right - area.left)), px, py };
}

/** An interval that is very wide must not press all else together: it is cut where it leaves the rest behind. */
function ordinates(figure, shown) {
  const usable = (v) => Number.isFinite(v) && (!figure.y.log || v > 0);
  const values = shown.flatMap((s) => s.y.filter((v, i) => usable(v) && hasPlace(figure, s, i)));
  const f = figure.y.log ? Math.log : (v) => v;
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const room = (f(most) - f(least)) * 0.35;
  const ends = shown.flatMap((s) => [...(s.low ?? []), ...(s.high ?? [])]).filter((v) => usable(v) && f(v) >= f(least) - room && f(v) <= f(most) + room);
  return [...values, ...ends];
}

function placesOf(figure, shown, px, py) {
  return shown.filter((s) => !isLaw(s)).flatMap((series) => series.x
    .map((_, i) => i)
    .filter((i) => hasPlace(figure, series, i))
    .map((i) => ({ series, i, x: px(series.x[i]), y: py(series.y[i]) })));
}

function wrap(markup, { left, right, top, bottom }, width, height, file) {
  const ground = file ? `<rect width="${width}" height="${height}" style="fill: var(--surface)"/>` : '';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" aria-hidden="true"
    style="font-size: ${FONT}px; font-variant-numeric: tabular-nums"><clipPath id="area"><rect x="${left}" y="${top}" width="${right - left}" height="${bottom - top}"/></clipPath>
    ${ground}${markup}<circle class="near" r="8" visibility="hidden" style="fill: none; stroke: var(--text); stroke-width: 1.5"/></svg>`;
}

const SOFT = 'style="fill: var(--text-soft)"';

function upright(x, { top, bottom }, words) {
  return `<path d="M${x} ${top}V${bottom}" style="stroke: var(--line)"/><text x="${x}" y="${bottom + 15}" text-anchor="middle" ${SOFT}>${safe(words)}</text>`;
}

function level(y, { left, right }, words) {
  return `<path d="M${left} ${y}H${right}" style="stroke: var(--line)"/><text x="${left - 7}" y="${y + 4}" text-anchor="end" ${SOFT}>${safe(words)}</text>`;
}

function names({ x, y }, area, width, height) {
  const middle = (area.top + area.bottom) / 2;
  return `<text x="${(area.left + area.right) / 2}" y="${height - 7}" text-anchor="middle" style="fill: var(--text)">${safe(x.label)}${x.log ? ' (log)' : ''}</text>
    <text transform="translate(12 ${middle}) rotate(-90)" text-anchor="middle" style="fill: var(--text)">${safe(y.label)}${y.log ? ' (log)' : ''}</text>`;
}

function band(figure, series, px, py) {
  const { x, low, high } = series;
  if (!low) return '';
  const usable = x.map((_, i) => i).filter((i) => [low[i], high[i]].every((v) => Number.isFinite(v) && (!figure.y.log || v > 0)));
  if (usable.length < 2) return '';
  const there = usable.map((i) => `${px(x[i])} ${py(high[i])}`);
  const back = usable.toReversed().map((i) => `${px(x[i])} ${py(low[i])}`);
  return `<path d="M${there.join('L')}L${back.join('L')}Z" style="fill: ${tint(series)}; fill-opacity: 0.16"/>`;
}

function line(figure, series, px, py) {
  const path = series.x.map((_, i) => i).filter((i) => hasPlace(figure, series, i)).map((i) => `${px(series.x[i])} ${py(series.y[i])}`);
  return path.length < 2 ? '' : `<path d="M${path.join('L')}" style="${lineStyle(series)}"/>`;
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
  if (!isLaw(series)) return SHAPES[series.shape ?? 'dot'](9, 6, 4, tint(series));
  const area = series.low ? `<rect y="1" width="18" height="10" style="fill: ${tint(series)}; fill-opacity: 0.16"/>` : '';
  return `${area}<path d="M0 6H18" style="${lineStyle(series)}"/>`;
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
