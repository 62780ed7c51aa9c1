import './assay-chart.js';
import { imagePanel } from './image-panel.js';
import { runsPanel } from './runs-panel.js';
import { textPanel } from './text-panel.js';

/**
 * What a panel shows: an element that may have refresh(), resetZoom() and actions(), and tells by `described` what its
 * header is to say.
 *
 * @param {object} panel from layout.js
 * @param {object} host what panels share
 */
export function makeContent(panel, host) {
  if (panel.kind === 'line') return chart(panel, host);
  if (panel.kind === 'text') return textPanel(panel.text ?? '');
  if (panel.kind === 'image') return imagePanel(panel, host);
  return runsPanel(panel, host);
}

function chart(panel, host) {
  const element = document.createElement('assay-chart');
  element.host = host;
  element.panel = panel;
  element.spec = panel.metric ? { metrics: [panel.metric] } : { expression: panel.expression ?? '' };
  element.setAttribute('metrics', panel.metric ?? panel.expression ?? '');
  element.setAttribute('role', 'figure');
  element.setAttribute('aria-label', `Chart of ${panel.title || panel.expression}`);
  return element;
}
