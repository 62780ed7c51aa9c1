/**
 * The keys that work everywhere. They are handled here rather than by the server so that a key typed into a field stays
 * in the field.
 */
let pending = '';

document.addEventListener('keydown', (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey || typing(e)) return;
  const keys = pending + e.key;
  pending = e.key === 'g' ? 'g' : '';
  const act = ACTIONS[keys] ?? ACTIONS[e.key];
  if (act?.()) e.preventDefault();
});

const ACTIONS = {
  '/': () => focus('[data-filter]'),
  '?': () => click('[data-keys]'),
  gh: () => click('[data-go="home"]'),
  ge: () => click('[data-go="experiments"]'),
  gm: () => click('[data-go="models"]'),
};

function typing(e) {
  const target = e.composedPath()[0];
  return target.isContentEditable || target.matches?.('input:not([type=range]):not([type=checkbox]), textarea, select');
}

function focus(selector) {
  const field = [...document.querySelectorAll(selector)].find((f) => f.checkVisibility());
  field?.focus();
  return field;
}

function click(selector) {
  const target = document.querySelector(selector);
  (target?.shadowRoot?.querySelector('a') ?? target)?.click();
  return target;
}
