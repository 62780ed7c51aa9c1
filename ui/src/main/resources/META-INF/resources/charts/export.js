import { chartOption } from './chart-option.js';
import { csvOf } from './files.js';
import { axisName } from './hover.js';

const WIDTH = 960;
const HEIGHT = 540;
const MOST_NAMED = 24;
const SPACE_OF_NAMES = 26;

/** A chart as a picture for papers and slides: with its title, and the names of its lines. */
function optionOf({ lines, view, theme, title }) {
  const { option } = chartOption(lines, view, theme);
  const named = lines.slice(0, MOST_NAMED);
  const rows = Math.ceil(named.length / 4);
  const names = named.map((line, i) => ({
    type: 'group',
    left: 20 + (i % 4) * ((WIDTH - 40) / 4),
    top: HEIGHT - rows * 18 - 8 + Math.floor(i / 4) * 18,
    children: [
      { type: 'rect', shape: { x: 0, y: 4, width: 10, height: 4 }, style: { fill: theme.runs[line.color] } },
      { type: 'text', style: { x: 16, y: 0, text: short(line.name, 28), fill: theme.text, font: `12px ${theme.font}` } },
    ],
  }));
  return {
    ...option,
    backgroundColor: theme.surface,
    title: { text: title, left: 20, top: 12, textStyle: { color: theme.text, fontSize: 15, fontFamily: theme.font } },
    grid: { ...option.grid, left: 20, right: 24, top: 48, bottom: 18 + rows * 18 + SPACE_OF_NAMES },
    xAxis: { ...option.xAxis, name: axisName(view), nameLocation: 'middle', nameGap: 26, nameTextStyle: { color: theme.soft } },
    graphic: names,
  };
}

const short = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

/** Draws it once more, out of sight, and takes what a renderer makes of it. */
function rendered(chart, renderer, take) {
  const place = document.createElement('div');
  place.style.cssText = `position: fixed; left: -9999px; width: ${WIDTH}px; height: ${HEIGHT}px`;
  document.body.append(place);
  const drawn = globalThis.echarts.init(place, null, { renderer, width: WIDTH, height: HEIGHT, devicePixelRatio: 2 });
  try {
    drawn.setOption(optionOf(chart));
    return take(drawn);
  } finally {
    drawn.dispose();
    place.remove();
  }
}

export function png(chart) {
  const url = rendered(chart, 'canvas', (drawn) => drawn.getDataURL({ type: 'png', pixelRatio: 2 }));
  const bytes = Uint8Array.from(atob(url.slice(url.indexOf(',') + 1)), (c) => c.charCodeAt(0));
  return new Blob([bytes], { type: 'image/png' });
}

/** ECharts' own way to text leaves names as they are, so that one with markup in it would become part of the file's. */
export function svg(chart) {
  const text = rendered(chart, 'svg', (drawn) => {
    drawn.getZr().flush();
    return new XMLSerializer().serializeToString(drawn.getDom().querySelector('svg'));
  });
  return new Blob([text], { type: 'image/svg+xml' });
}

export function fileName(title, ending) {
  return `${title.replace(/[^\p{L}\p{N}._ -]+/gu, '-').slice(0, 100) || 'chart'}.${ending}`;
}

/** What is drawn, a row for each place of each line. */
export function csv({ lines, view }) {
  const x = axisName(view);
  const rows = [['name', 'run', 'metric', x, 'value', 'smoothed', 'low', 'high', 'n']];
  for (const line of lines) {
    for (let i = 0; i < line.x.length; i++) {
      if (view.range && (line.x[i] < view.range.from || line.x[i] > view.range.to)) continue;
      rows.push([line.name, line.runId ?? '', line.metric, line.x[i], line.y[i],
        line.smoothed?.[i] ?? '', line.low?.[i] ?? '', line.high?.[i] ?? '', line.n?.[i] ?? '']);
    }
  }
  return csvOf(rows);
}
