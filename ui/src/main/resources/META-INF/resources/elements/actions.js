/** What can be done on the page that is open: what stands at the right of its header, and what says that it is an action. */
const OFFERED = '[data-action], .page-header .actions :is(vaadin-button, a[href])';
/** What can be done anywhere, whether or not it is in sight. */
const EVERYWHERE = '[data-command]';

export function actionsOfPage() {
  return [...document.querySelectorAll(OFFERED)].filter((item) => item.checkVisibility() && !item.disabled);
}

export function commands() {
  return [...document.querySelectorAll(EVERYWHERE)];
}

/** The entries of the navigation. */
export function pages() {
  return [...document.querySelectorAll('vaadin-side-nav-item[path], vaadin-side-nav-item[data-go]')];
}

/** What an element is called. */
export function words(item) {
  const own = item.dataset.action || item.dataset.command || item.getAttribute('aria-label');
  if (own) return own.trim();
  const texts = [...item.childNodes].filter((node) => node.slot !== 'prefix' && node.slot !== 'children');
  return texts.map((node) => node.textContent).join(' ').trim();
}

/** Does what a click on it does. */
export function run(item) {
  (item.shadowRoot?.querySelector('a[href]') ?? item).click();
}
