import './assay-chart.js';

/**
 * What a panel shows: an element that may have refresh(), resetZoom() and actions(), and tells by `described` what its
 * header is to say.
 *
 * @param {object} panel from layout.js
 * @param {object} host what panels share
 */
export function makeContent(panel, host) {
  const chart = document.createElement('assay-chart');
  chart.host = host;
  chart.spec = panel.metric ? { metrics: [panel.metric] } : { expression: panel.expression ?? '' };
  chart.setAttribute('metrics', panel.metric ?? panel.expression ?? '');
  chart.setAttribute('role', 'figure');
  chart.setAttribute('aria-label', `Chart of ${panel.title || panel.expression}`);
  return chart;
}
