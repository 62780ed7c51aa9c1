/** Reads the colours of palette.css as the browser resolves them now, in light or dark. */

export const darkness = window.matchMedia('(prefers-color-scheme: dark)');

const RUNS = 12;
const COLORS = ['--text', '--text-soft', '--line', '--line-strong', '--surface', '--surface-raised', '--bad'];

let known = null;
darkness.addEventListener('change', () => (known = null));

/** The same for all charts of a page, hence asked for once. */
export function theme(element) {
  if (!known) {
    const runs = Array.from({ length: RUNS }, (_, i) => `--run-${i}`);
    const [text, soft, line, strong, surface, raised, bad, ...colors] = resolve(element, [...COLORS, ...runs]);
    known = { font: getComputedStyle(element).fontFamily, text, soft, line, strong, surface, raised, bad, runs: colors };
  }
  return known;
}

/** What a variable of palette.css is now. */
export function color(element, variable) {
  return resolve(element, [variable])[0];
}

/** A canvas knows nothing of variables and light-dark(): elements are asked what they make of them. */
function resolve(element, variables) {
  const root = element.shadowRoot ?? element;
  const probes = variables.map((variable) => {
    const probe = document.createElement('i');
    probe.style.cssText = `display: none; color: var(${variable})`;
    return probe;
  });
  root.append(...probes);
  const colors = probes.map((probe) => getComputedStyle(probe).color);
  probes.forEach((probe) => probe.remove());
  return colors;
}
