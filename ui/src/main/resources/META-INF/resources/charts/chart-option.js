import * as numbers from './numbers.js';
import { smooth } from './smoothing.js';

/**
 * What ECharts is to draw: per series an envelope from least to greatest value where buckets hold several points, the
 * mean as a line, its smoothed course on top when that is wanted, and a mark at every step whose value is not finite.
 *
 * @param {object[]} series as read by SeriesSource, each with a `color`
 * @param {{log: boolean, smoothing: number, from?: number, to?: number}} view
 * @param {object} theme the colours of text, lines and surfaces
 */
export function chartOption(series, view, theme) {
  const drawable = (v) => Number.isFinite(v) && (!view.log || v > 0);
  return {
    animation: false,
    textStyle: { fontFamily: theme.font, fontSize: 11 },
    grid: { left: 8, right: 14, top: 10, bottom: 6, containLabel: true },
    xAxis: xAxis(series, view, theme),
    yAxis: yAxis(series, view, theme, drawable),
    tooltip: tooltip(series, view, theme),
    series: series.flatMap((s, i) => layers(s, i, view, theme, drawable)),
  };
}

function xAxis(series, view, theme) {
  const first = Math.min(...series.map((s) => s.step[0]));
  const last = Math.max(...series.map((s) => s.lastStep ?? s.step.at(-1)));
  return {
    type: 'value',
    min: view.from ?? first,
    max: view.to ?? (last > first ? last : first + 1),
    axisLine: { lineStyle: { color: theme.line } },
    axisTick: { show: false },
    axisLabel: { color: theme.soft, hideOverlap: true, showMaxLabel: false, formatter: numbers.axis },
    splitLine: { show: false },
    splitNumber: 4,
    minInterval: 1,
    axisPointer: { lineStyle: { color: theme.strong, type: 'solid', width: 1 }, label: { show: false } },
  };
}

function yAxis(series, view, theme, drawable) {
  const common = {
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { color: theme.soft, hideOverlap: true, formatter: numbers.axis },
    splitLine: { lineStyle: { color: theme.line } },
    splitNumber: 4,
  };
  // every option is given on both kinds of axis, for a merge keeps what is left out
  if (!view.log) return { ...common, type: 'value', scale: true, min: null, max: null };
  const values = series.flatMap((s) => [...s.min, ...s.max]).filter(drawable);
  const least = values.reduce((a, b) => Math.min(a, b), Infinity);
  const greatest = values.reduce((a, b) => Math.max(a, b), 0);
  const ratio = greatest / least;
  // ECharts would widen the range to whole powers, which leaves a loss between 3 and 9 in a corner
  return {
    ...common,
    type: 'log',
    logBase: ratio > 100 ? 10 : 2,
    min: values.length ? rounded(least / 1.07) : 0.1,
    max: values.length ? rounded(greatest * 1.07) : 1,
    axisLabel: { ...common.axisLabel, showMinLabel: ratio < 4, showMaxLabel: ratio < 4 },
  };
}

/** To two digits, so that the ends of the axis read well. */
function rounded(value) {
  return Number(value.toPrecision(2));
}

function layers(s, i, view, theme, drawable) {
  const at = (values) => s.step.map((x, k) => [x, drawable(values[k]) ? values[k] : null]);
  const smoothed = view.smoothing > 0;
  const line = (id, data, width, opacity) => ({
    id: `${i}-${id}`,
    type: 'line',
    data,
    z: smoothed && id === 'mean' ? 2 : 3,
    // a lone point has no line; show it as a dot
    showSymbol: data.length === 1,
    symbolSize: 5,
    itemStyle: { color: s.color },
    lineStyle: { width, opacity, color: s.color, join: 'round' },
    emphasis: { disabled: true },
    silent: true,
  });
  return [
    envelope(s, i, drawable, smoothed ? 0.1 : 0.2),
    line('mean', at(s.mean), smoothed ? 1 : 1.5, smoothed ? 0.3 : 1),
    line('smoothed', smoothed ? at(smooth(s.step, s.mean, view.smoothing)) : [], 1.8, 1),
    marks(s, i, theme),
  ];
}

function envelope(s, i, drawable, opacity) {
  const shown = s.count.some((n) => n > 1);
  return {
    id: `${i}-envelope`,
    type: 'custom',
    z: 1,
    silent: true,
    clip: true,
    // a single item that draws the whole band; its values only widen the axes
    data: shown ? [[s.step[0], extreme(s.min, Math.min, drawable), extreme(s.max, Math.max, drawable)]] : [],
    encode: { x: 0, y: [1, 2] },
    renderItem: (params, api) => ({
      type: 'group',
      children: stretches(s, drawable).map((buckets) => ({
        type: 'polygon',
        shape: {
          points: [
            ...buckets.map((k) => api.coord([s.step[k], s.max[k]])),
            ...buckets.reverse().map((k) => api.coord([s.step[k], s.min[k]])),
          ],
        },
        style: { fill: s.color, opacity },
      })),
    }),
  };
}

/** The runs of neighbouring buckets that can be drawn. */
function stretches(s, drawable) {
  const all = [[]];
  s.step.forEach((_, k) => {
    if (drawable(s.min[k]) && drawable(s.max[k])) all.at(-1).push(k);
    else if (all.at(-1).length) all.push([]);
  });
  return all.filter((buckets) => buckets.length > 1);
}

function extreme(values, pick, drawable) {
  const usable = values.filter(drawable);
  return usable.length ? usable.reduce((a, b) => pick(a, b)) : null;
}

/** Small triangles at the lower edge. */
function marks(s, i, theme) {
  const steps = s.step.filter((_, k) => s.nonFinite[k] > 0);
  return {
    id: `${i}-marks`,
    type: 'custom',
    z: 4,
    silent: true,
    data: steps.map((step) => [step]),
    encode: { x: 0 },
    renderItem: (params, api) => {
      const { y, height } = params.coordSys;
      const x = api.coord([api.value(0), 1])[0];
      const foot = y + height;
      return {
        type: 'polygon',
        shape: { points: [[x - 4, foot], [x + 4, foot], [x, foot - 8]] },
        style: { fill: theme.bad },
      };
    },
  };
}

function tooltip(series, view, theme) {
  return {
    trigger: 'axis',
    confine: true,
    transitionDuration: 0,
    backgroundColor: theme.raised,
    borderColor: theme.line,
    padding: [6, 10],
    textStyle: { color: theme.text, fontSize: 12, fontFamily: theme.font },
    extraCssText: 'box-shadow: 0 4px 16px rgb(0 0 0 / 18%); border-radius: 6px;',
    formatter: (points) => tooltipContent(series, view, points[0]?.axisValue),
  };
}

/** Elements rather than HTML text: names come from users. */
function tooltipContent(series, view, step) {
  const box = document.createElement('div');
  box.className = 'tip';
  box.append(row('step', numbers.whole(Math.round(step))));
  for (const s of series) {
    const k = nearest(s.step, step);
    const several = s.count[k] > 1;
    if (series.length > 1) box.append(row(s.label, '', s.color));
    box.append(row(several ? 'mean' : 'value', numbers.short(several ? s.mean[k] : s.last[k])));
    if (view.smoothing > 0) {
      box.append(row('smoothed', numbers.short(smooth(s.step, s.mean, view.smoothing)[k])));
    }
    if (several) {
      box.append(row('range', `${numbers.short(s.min[k])} … ${numbers.short(s.max[k])}`));
      box.append(row('points', numbers.whole(s.count[k])));
    }
    if (s.nonFinite[k] > 0) box.append(row('not finite', numbers.whole(s.nonFinite[k])));
  }
  return box;
}

function row(name, value, color) {
  const line = document.createElement('div');
  const key = line.appendChild(document.createElement('span'));
  key.textContent = name;
  if (color) key.style.color = color;
  line.appendChild(document.createElement('b')).textContent = value;
  return line;
}

/** Index of the step nearest to a wanted one. */
export function nearest(steps, wanted) {
  let low = 0;
  let high = steps.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return low > 0 && wanted - steps[low - 1] < steps[low] - wanted ? low - 1 : low;
}
