/** Reads the colours of palette.css as the browser resolves them now, in light or dark. */

export const darkness = window.matchMedia('(prefers-color-scheme: dark)');

export function theme(element) {
  const style = getComputedStyle(element);
  return {
    font: style.fontFamily,
    text: color(element, '--text'),
    soft: color(element, '--text-soft'),
    line: color(element, '--line'),
    strong: color(element, '--line-strong'),
    raised: color(element, '--surface-raised'),
    bad: color(element, '--bad'),
  };
}

/** A canvas knows nothing of variables and light-dark(): an element is asked what it makes of them. */
export function color(element, variable) {
  const probe = document.createElement('i');
  probe.style.cssText = `display: none; color: var(${variable})`;
  (element.shadowRoot ?? element).append(probe);
  const resolved = getComputedStyle(probe).color;
  probe.remove();
  return resolved;
}
