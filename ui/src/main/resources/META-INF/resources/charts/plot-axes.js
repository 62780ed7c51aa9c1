import * as numbers from './numbers.js';

const MARGIN = { left: 10, right: 16, bottom: 28 };

/** ECharts draws the axes; what stands between them is drawn here, at the places that these scales tell. */
export function drawAxes({ chart, theme, offset }, top, x, y, margin = {}) {
  chart.setOption({
    animation: false,
    textStyle: { fontFamily: theme.font, fontSize: 11 },
    grid: { ...MARGIN, top: offset + Math.max(top, y.name ? 24 : 12), containLabel: true, ...margin },
    xAxis: { nameGap: 24, ...x, nameLocation: 'middle' },
    yAxis: { ...y, nameLocation: 'end', nameGap: 10 },
    // ECharts lays out an axis only for a series
    series: [{ type: 'scatter', data: [], silent: true }],
  }, { notMerge: true });
}

export function axis(column, theme, more = {}) {
  const common = {
    name: column.log ? `${column.label} (log)` : column.label,
    nameTextStyle: { color: theme.text, align: more.vertical ? 'left' : 'center' },
    nameTruncate: { maxWidth: more.room ?? 300, ellipsis: '…' },
    axisLine: { show: !more.vertical, onZero: false, lineStyle: { color: theme.line } },
    axisTick: { show: false },
    axisLabel: { color: theme.soft, fontSize: 11, hideOverlap: true, formatter: numbers.axis },
    splitLine: { show: more.grid ?? true, lineStyle: { color: theme.line } },
    splitNumber: 4,
    silent: true,
  };
  if (!column.numeric) {
    return {
      ...common, type: 'category', nameGap: 28, data: column.words.map((w, k) => `${w.replaceAll(/\s+/g, ' ')}${more.under?.[k] ?? ''}`),
      axisLabel: { ...common.axisLabel, width: more.labelRoom ?? 90, overflow: 'truncate', lineHeight: 14, formatter: undefined },
      splitLine: { show: false },
    };
  }
  if (column.time) return { ...common, ...tight(column, more), type: 'time', axisLabel: { color: theme.soft, fontSize: 11, hideOverlap: true } };
  if (column.log) return { ...common, ...logarithmic(column, common.axisLabel, more) };
  const range = more.vertical || more.zero ? nice(column, more) : tight(column, more);
  return { ...common, ...range, axisLabel: { ...common.axisLabel, ...range.axisLabel } };
}

/** From one round number to another. */
function nice({ least, greatest }, { zero, whole }) {
  const from = zero ? Math.min(0, least) : least;
  const to = zero ? Math.max(0, greatest) : greatest;
  const room = zero ? 0 : roomBeside(from, to);
  const step = Math.max(whole ? 1 : 0, niceStep(to - from + 2 * room || 1, 5));
  const bottom = Math.floor((from - room) / step) * step;
  const min = least >= 0 ? Math.max(0, bottom) : bottom;
  return { type: 'value', min, max: Math.max(min + step, Math.ceil((to + room) / step) * step), interval: step };
}

/** Not from round numbers, for their labels would stand out at the sides. */
function tight({ least, greatest }, { flush }) {
  const room = flush ? 0 : roomBeside(least, greatest);
  return {
    type: 'value', min: least - room, max: greatest + room, axisLabel: { showMinLabel: false, showMaxLabel: false },
  };
}

function roomBeside(from, to) {
  return (to - from) * 0.04 || Math.abs(to) * 0.1 || 1;
}

/** ECharts would widen the range to whole powers of the base, which leaves the points in a corner. */
function logarithmic({ least, greatest }, label, { flush }) {
  const ratio = greatest / least;
  const room = flush ? 1 : Math.max(1.15, ratio ** 0.04);
  return {
    type: 'log',
    logBase: ratio >= 30 ? 10 : 2,
    min: least / room,
    max: greatest * room,
    axisLabel: { ...label, showMinLabel: false, showMaxLabel: false },
  };
}

/** 1, 2 or 5 times a power of ten. */
export function niceStep(range, pieces) {
  const raw = range / pieces;
  const power = 10 ** Math.floor(Math.log10(raw));
  return [1, 2, 5, 10].find((f) => f * power >= raw * 0.999) * power;
}

/**
 * Where values stand along an axis: `to` pixels and back `from` them. A straight line, for values or their logarithms, is
 * much quicker for ten thousand of them than asking the chart.
 *
 * @param {'x'|'y'} which
 */
export function along(chart, which, column) {
  const finder = which === 'x' ? { xAxisIndex: 0 } : { yAxisIndex: 0 };
  const { log, numeric, least, words } = column;
  const [there, back] = log ? [Math.log, Math.exp] : [(v) => v, (v) => v];
  const next = numeric ? (log ? least * 2 : least + (column.greatest - least || 1)) : 1;
  const start = chart.convertToPixel(finder, least);
  const { width, height } = area(chart);
  const step = numeric
    ? chart.convertToPixel(finder, next) - start
    : (which === 'x' ? width : -height) / words.length;
  const slope = step / (there(next) - there(least));
  return {
    to: (value) => start + (there(value) - there(least)) * slope,
    from: (pixel) => back(there(least) + (pixel - start) / slope),
  };
}

/** Where the axes leave room for marks. */
export function area(chart) {
  return chart.getModel().getComponent('grid').coordinateSystem.getRect();
}
