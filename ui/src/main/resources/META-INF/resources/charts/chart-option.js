import * as numbers from './numbers.js';
import { shapesOf } from './chart-lines.js';
import { scaleOf } from './scale.js';
import { xExtent, yExtent } from './chart-view.js';

/**
 * What ECharts is to draw: axes, and one series that holds all lines.
 *
 * @param {object[]} lines from chart-data.js
 * @param {object} view from chart-view.js
 * @param {object} theme the colours of text, lines and surfaces
 * @returns {{option: object, ends: object, outside: number}} ends: of the axes; outside: values that are clipped
 */
export function chartOption(lines, view, theme) {
  const x = xExtent(lines, view);
  const { extent, outside } = yExtent(lines, view);
  const isGiven = view.yRange || outside > 0;
  const { ends: y, interval } = isGiven ? { ends: extent, interval: null } : rounded(extent, view.log);
  const ends = { x, y, interval, xlog: view.xlog, log: view.log };
  const option = {
    animation: false,
    textStyle: { fontFamily: theme.font, fontSize: 11 },
    grid: { left: 8, right: 14, top: 10, bottom: 6, containLabel: true },
    xAxis: xAxis(ends, view, theme),
    yAxis: yAxis(ends, theme),
    series: [series(lines, ends, view, theme)],
  };
  return { option, ends, outside };
}

/**
 * Ends that are round numbers: they read well, and a live update seldom shifts them.
 *
 * @returns {{ends: [number, number], interval: number | null}}
 */
function rounded([low, high], log) {
  if (log) {
    const factor = high > low ? 1.07 : 2;
    return { ends: [Number((low / factor).toPrecision(2)), Number((high * factor).toPrecision(2))], interval: null };
  }
  if (low === high) {
    const room = Math.abs(low) / 10 || 1;
    return rounded([low - room, high + room], false);
  }
  const interval = roundInterval((high - low) / 6);
  return { ends: [precise(Math.floor(low / interval) * interval), precise(Math.ceil(high / interval) * interval)], interval };
}

/** 1, 2, 2.5 or 5 of a power of ten. */
function roundInterval(least) {
  const power = 10 ** Math.floor(Math.log10(least));
  return precise([1, 2, 2.5, 5, 10].find((f) => f * power >= least * 0.999) * power);
}

const precise = (v) => Number(v.toPrecision(12));

function series(lines, ends, view, theme) {
  return {
    id: 'lines',
    type: 'custom',
    silent: true,
    clip: true,
    progressive: 0,
    // a single item that draws them all
    data: [[ends.x[0], ends.y[0]]],
    encode: { x: 0, y: 1 },
    renderItem: (params, api) => ({
      type: 'group',
      children: shapesOf(lines, view, scaleOf((point) => api.coord(point), ends), theme),
    }),
  };
}

function xAxis(ends, view, theme) {
  const [min, max] = ends.x;
  const common = {
    min,
    max,
    logBase: 10,
    interval: null,
    minInterval: 0,
    axisLine: { lineStyle: { color: theme.line } },
    axisTick: { show: false },
    axisLabel: { color: theme.soft, hideOverlap: true, showMaxLabel: false, showMinLabel: true, formatter: numbers.axis },
    splitLine: { show: false },
    splitNumber: 4,
  };
  if (view.x === 'time') return { ...common, type: 'time', axisLabel: { ...common.axisLabel, showMinLabel: false, formatter: null } };
  if (view.x === 'relative') return relativeAxis(common, view, max - min);
  if (view.xlog) return { ...common, ...logAxis(min, max, common) };
  return { ...common, type: 'value', minInterval: view.x === 'step' ? 1 : 0 };
}

const DURATIONS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800];

function relativeAxis(common, view, range) {
  const axisLabel = { ...common.axisLabel, formatter: numbers.duration };
  if (view.xlog) return { ...common, axisLabel, type: 'log' };
  const interval = DURATIONS.find((seconds) => seconds * 5000 >= range);
  return { ...common, axisLabel, type: 'value', interval: interval ? interval * 1000 : null };
}

function yAxis(ends, theme) {
  const [min, max] = ends.y;
  const common = {
    min,
    max,
    logBase: 10,
    interval: null,
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { color: theme.soft, hideOverlap: true, showMinLabel: ends.interval !== null, showMaxLabel: ends.interval !== null, formatter: numbers.axis },
    splitLine: { lineStyle: { color: theme.line } },
    splitNumber: 4,
  };
  // every option is given on both kinds of axis, for a merge keeps what is left out
  return ends.log ? { ...common, ...logAxis(min, max, common) } : { ...common, type: 'value', interval: ends.interval };
}

/** Ends are given, for ECharts would widen them to whole powers, which leaves a loss between 3 and 9 in a corner. */
function logAxis(min, max, common) {
  const ratio = max / min;
  const axisLabel = { ...common.axisLabel, showMinLabel: ratio < 4, showMaxLabel: ratio < 4 };
  return { type: 'log', logBase: ratio > 30 ? 10 : 2, axisLabel };
}
