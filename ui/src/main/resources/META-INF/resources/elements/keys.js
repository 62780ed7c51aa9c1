/**
 * The keys that work everywhere. They are handled here rather than by the server so that a key typed into a field stays
 * in the field. What is handled and what the dialog of keys shows is one table: KEYS, and what the page itself offers.
 */
import { words } from './actions.js';

const PATIENCE_MS = 1500;

/** One section after the other; `act` returns whether there was something to do. */
export const KEYS = [
  {
    title: 'Everywhere',
    keys: [
      { keys: ['/'], what: 'Filter this page, or else search everywhere', act: () => focusFilter() || openPalette() },
      { keys: ['Ctrl', 'K'], what: 'Search, go anywhere, do anything', act: () => openPalette() },
      { keys: ['['], what: 'Make the navigation narrow, or wide', act: () => press('[data-narrow]') },
      { keys: ['?'], what: 'Show these keys', act: () => openKeys() },
    ],
  },
  {
    title: 'In a table',
    keys: [
      { keys: ['↑', '↓', '←', '→'], what: 'Move from cell to cell', native: true },
      { keys: ['Page Up', 'Page Down'], what: 'Move by a screen', native: true },
      { keys: ['Home', 'End'], what: 'Go to the first or the last cell of the row', native: true },
      { keys: ['Enter'], what: 'Open the row', act: (e) => openRow(e) },
    ],
  },
  {
    title: 'While searching everywhere',
    keys: [
      { keys: ['↑', '↓'], what: 'Choose', native: true },
      { keys: ['Enter'], what: 'Go there, or do it', native: true },
      { keys: ['Ctrl', 'Enter'], what: 'Open in a new tab', native: true },
      { keys: ['Esc'], what: 'Close', native: true },
    ],
  },
];

/** The pages that `g` and a letter lead to, and what the page that is open has keys for. */
export function keysOfPage() {
  return [
    {
      title: 'Go to',
      keys: all('[data-go]').map((item) => ({ keys: ['g', item.dataset.go], what: words(item) })),
    },
    {
      title: 'On this page',
      keys: [
        ...visible('[data-key]').map((item) => ({ keys: [item.dataset.key], what: words(item) })),
        ...visible('[data-key-help]').flatMap((item) => JSON.parse(item.dataset.keyHelp)),
      ],
    },
  ].filter((section) => section.keys.length > 0);
}

let pending = '';
let since = 0;

document.addEventListener('keydown', (e) => {
  if (e.defaultPrevented || e.altKey || e.isComposing || inDialog()) return;
  if ((e.ctrlKey || e.metaKey) && !e.shiftKey && e.key.toLowerCase() === 'k') {
    openPalette();
    e.preventDefault();
    return;
  }
  if (e.ctrlKey || e.metaKey || typing(e)) return;
  const going = pending === 'g' && e.timeStamp - since < PATIENCE_MS;
  pending = !going && e.key === 'g' ? 'g' : '';
  since = e.timeStamp;
  if (going && /^[a-z]$/.test(e.key)) {
    if (press(`[data-go="${e.key}"]`)) e.preventDefault();
    return;
  }
  const act = actionOf(e);
  if (act?.(e)) e.preventDefault();
});

// before the table gives the focus to what is in the cell
document.addEventListener(
  'keydown',
  (e) => {
    if (e.key === 'Enter' && !e.ctrlKey && !e.metaKey && !e.altKey && !e.shiftKey && openRow(e)) {
      e.preventDefault();
      e.stopPropagation();
    }
  },
  { capture: true },
);

function actionOf(e) {
  const everywhere = KEYS[0].keys.find((k) => k.keys.length === 1 && k.keys[0] === e.key);
  if (everywhere) return everywhere.act;
  const here = e.key.length === 1 && visible('[data-key]').find((item) => item.dataset.key === e.key);
  return here ? () => pressed(here) : undefined;
}

function typing(e) {
  const target = e.composedPath()[0];
  return target.isContentEditable || target.matches?.('input:not([type=range], [type=checkbox], [type=radio]), textarea, select');
}

/** Whoever answers a dialog does nothing else. */
function inDialog() {
  return [...document.querySelectorAll('dialog[open], vaadin-dialog[opened], vaadin-confirm-dialog[opened]')].length > 0;
}

function all(selector) {
  return [...document.querySelectorAll(selector)];
}

function visible(selector) {
  return all(selector).filter((item) => item.checkVisibility() && !item.disabled);
}

function focusFilter() {
  const field = visible('[data-filter]')[0];
  field?.focus();
  return field;
}

function openPalette() {
  const palette = document.querySelector('assay-palette');
  palette?.open();
  return palette;
}

function openKeys() {
  const keys = document.querySelector('assay-keys');
  keys?.open();
  return keys;
}

function press(selector) {
  return pressed(document.querySelector(selector));
}

function pressed(target) {
  (target?.shadowRoot?.querySelector('a') ?? target)?.click();
  return target;
}

/** The link of the row whose cell has the focus, where rows lead somewhere. */
function openRow(e) {
  const [cell] = e.composedPath();
  const grid = e.composedPath().find((element) => element.classList?.contains('opens-rows'));
  if (!grid || cell.localName !== 'td') return false;
  const link = [...cell.parentElement.children]
    .flatMap((td) => td.querySelector('slot')?.assignedElements() ?? [])
    .map((content) => content.querySelector('a[href]'))
    .find((a) => a);
  link?.click();
  return Boolean(link);
}
