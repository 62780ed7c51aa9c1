import { rectangle, text } from './plot-marks.js';

const { echarts } = globalThis;

/** A surface to draw on: axes by ECharts, marks beside them in `group`, what follows the mouse in a canvas above. */
export class Scene {
  /**
   * @param {HTMLElement} element
   * @param {object} [options] of echarts.init
   */
  constructor(element, options = {}) {
    this.chart = echarts.init(element, null, { renderer: 'canvas', ...options });
    this.group = new echarts.graphic.Group({ silent: true });
    this.mark = new echarts.graphic.Group({ silent: true });
    this.offset = 0; // room above, for a title
    this.chart.getZr().add(this.group);
    this.chart.getZr().add(this.mark);
  }

  /** Draws anew; the screen changes once, when all is there. */
  draw(kind, model, view, theme) {
    this.theme = theme;
    this.width = this.chart.getWidth();
    this.height = this.chart.getHeight();
    this.group.removeAll();
    this.mark.removeAll();
    if (kind !== this.kind) this.chart.clear();
    this.kind = kind;
    const drawing = kind(this, model, view);
    if (drawing.nothing) this.chart.clear();
    this.chart.getZr().flush();
    return drawing;
  }

  /** Shows what the mouse points to. */
  point(mark) {
    this.mark.removeAll();
    this.chart.getZr().refresh(); // which removeAll does not ask for
    if (!mark) return;
    mark.zlevel = 1;
    mark.z = 10;
    this.mark.add(mark);
  }

  clear() {
    this.group.removeAll();
    this.mark.removeAll();
    this.chart.clear();
    this.chart.getZr().refresh();
  }

  resize() {
    this.chart.resize();
  }

  dispose() {
    this.chart.dispose();
  }
}

const TITLE = 28;

/**
 * The same drawing once more as a file, with its title above.
 *
 * @param {'canvas'|'svg'} renderer
 * @returns {Blob}
 */
export function picture(renderer, kind, model, view, theme, title, { width, height }) {
  const place = document.createElement('div');
  const scene = new Scene(place, { renderer, width, height: height + TITLE });
  try {
    scene.offset = TITLE;
    scene.draw(kind, model, view, theme);
    const behind = { silent: true, z: -10 };
    scene.group.add(rectangle({ x: 0, y: 0, width, height: height + TITLE }, { fill: theme.surface }, behind));
    scene.group.add(text(12, TITLE / 2 + 2, title, theme, { fill: theme.text, font: `600 13px ${theme.font}`, width: width - 24 }));
    scene.chart.getZr().flush();
    return renderer === 'svg' ? markup(place.querySelector('svg')) : blob(scene.chart.getDataURL({ pixelRatio: 2 }));
  } finally {
    scene.dispose();
  }
}

/** ECharts' own way to text leaves names as they are, so that one with markup in it would become part of the file's. */
function markup(svg) {
  return new Blob([new XMLSerializer().serializeToString(svg)], { type: 'image/svg+xml' });
}

function blob(url) {
  const content = atob(url.slice(url.indexOf(',') + 1));
  return new Blob([Uint8Array.from(content, (c) => c.charCodeAt(0))], { type: 'image/png' });
}
