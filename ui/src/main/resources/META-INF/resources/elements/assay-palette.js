/**
 * One field that finds everything: what can be done on this page, pages, experiments, runs, models. What the browser
 * knows is there at once; the server is asked for the rest (`$server.find`), and what it answered stays until the next
 * answer is there. A combobox with a list of options (ARIA), in a dialog.
 */
import { actionsOfPage, commands, pages, run, words } from './actions.js';

const PAUSE_MS = 100;
const MOST_LOCAL = 8;
const MOST_OF_SEVERAL = 7;
const HINT = '↑ ↓ choose · Enter go · Ctrl Enter new tab · Esc close';

class AssayPalette extends HTMLElement {
  #dialog = document.createElement('dialog');
  #field = document.createElement('input');
  #list = document.createElement('div');
  #note = document.createElement('p');
  #found = { groups: [], note: '' };
  #options = [];
  #chosen = 0;
  #asked = 0;
  #waiting = false;
  #enterWhenThere = false;
  #timer;

  connectedCallback() {
    if (this.#dialog.isConnected) return;
    this.#dialog.className = 'palette';
    this.#dialog.setAttribute('aria-label', 'Search and commands');
    Object.assign(this.#field, { type: 'text', autocomplete: 'off', spellcheck: false, maxLength: 500 });
    this.#field.placeholder = 'Experiment, run, model, metrics.loss < 2, or what to do';
    attributes(this.#field, {
      role: 'combobox',
      'aria-label': 'Search and commands',
      'aria-autocomplete': 'list',
      'aria-expanded': 'true',
      'aria-controls': 'palette-list',
    });
    this.#list.id = 'palette-list';
    attributes(this.#list, { role: 'listbox', 'aria-label': 'Found' });
    this.#list.className = 'palette-list';
    this.#note.className = 'palette-note';
    this.#note.setAttribute('role', 'status');
    this.#field.addEventListener('input', () => this.#typed());
    this.#field.addEventListener('keydown', (e) => this.#key(e));
    this.#dialog.addEventListener('click', (e) => {
      if (e.target === this.#dialog) this.#close();
    });
    this.#dialog.addEventListener('close', () => clearTimeout(this.#timer));
    this.#dialog.append(this.#field, this.#list, this.#note);
    this.append(this.#dialog);
  }

  open() {
    if (this.#dialog.open) return;
    this.#field.value = '';
    this.#found = { groups: [], note: '' };
    this.#dialog.showModal();
    this.#field.focus();
    this.#show();
    this.#ask();
  }

  /** The browser takes the focus from a hidden field with the next frame only: a key before it would be lost. */
  #close() {
    this.#dialog.close();
    this.#field.blur();
  }

  #typed() {
    this.#asked++; // an answer that is still to come is none to this text
    this.#chosen = 0;
    this.#enterWhenThere = false;
    this.#waiting = true;
    this.#show();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), PAUSE_MS);
  }

  async #ask() {
    const asked = ++this.#asked;
    this.#waiting = true;
    const began = performance.now();
    let found;
    try {
      found = await this.$server.find(this.#field.value);
    } catch {
      found = { groups: [], note: 'The server does not answer.' };
    }
    if (asked !== this.#asked || !this.#dialog.open) return;
    this.#waiting = false;
    this.#found = found;
    this.dataset.millis = Math.round(performance.now() - began);
    this.#show();
    if (this.#enterWhenThere && this.#options.length > 0) this.#take(false);
  }

  #show() {
    const text = this.#field.value.trim();
    const groups = [...localGroups(text), ...bounded(this.#found.groups), everywhere(text)].filter((group) => group.items.length > 0);
    const before = this.#options[this.#chosen]?.item;
    this.#options = [];
    this.#list.replaceChildren(...groups.map((group, i) => this.#group(group, i)));
    const same = this.#chosen > 0 ? this.#options.findIndex((o) => sameItem(o.item, before)) : 0;
    this.#choose(Math.max(0, same), false);
    this.#note.textContent =
      this.#found.note || (this.#options.length === 0 ? (this.#waiting ? 'Searching…' : `Nothing is called “${text}”.`) : HINT);
    this.toggleAttribute('busy', this.#waiting);
  }

  #group(group, i) {
    const head = document.createElement('div');
    head.id = `palette-group-${i}`;
    head.className = 'palette-group';
    head.textContent = group.title;
    const whole = document.createElement('div');
    attributes(whole, { role: 'group', 'aria-labelledby': head.id });
    whole.append(head, ...group.items.map((item) => this.#option(item)));
    return whole;
  }

  #option(item) {
    const option = document.createElement('div');
    const at = this.#options.length;
    option.id = `palette-option-${at}`;
    attributes(option, { role: 'option', 'aria-selected': 'false' });
    option.className = 'palette-option';
    if (item.color) {
      const swatch = document.createElement('span');
      swatch.className = 'swatch';
      swatch.style.setProperty('--run-color', item.color);
      option.append(swatch);
    }
    option.append(text('palette-name', item.name));
    if (item.status) option.append(text(`status ${item.statusClass}`, item.status));
    if (item.detail) option.append(text('palette-detail', item.detail));
    if (item.key) option.append(text('palette-key', item.key));
    option.addEventListener('click', (e) => {
      this.#choose(at, false);
      this.#take(e.ctrlKey || e.metaKey);
    });
    option.addEventListener('mousemove', () => this.#choose(at, false));
    this.#options.push({ item, option });
    return option;
  }

  #choose(at, scroll) {
    this.#options[this.#chosen]?.option.setAttribute('aria-selected', 'false');
    this.#chosen = at;
    const chosen = this.#options[at]?.option;
    chosen?.setAttribute('aria-selected', 'true');
    this.#field.setAttribute('aria-activedescendant', chosen?.id ?? '');
    if (scroll) {
      if (at === 0) this.#list.scrollTop = 0; // the heading above it too
      else chosen?.scrollIntoView({ block: 'nearest' });
    }
  }

  #key(e) {
    const many = this.#options.length;
    if (e.key === 'ArrowDown' && many) this.#choose((this.#chosen + 1) % many, true);
    else if (e.key === 'ArrowUp' && many) this.#choose((this.#chosen + many - 1) % many, true);
    else if (e.key === 'PageDown' && many) this.#choose(Math.min(many - 1, this.#chosen + 10), true);
    else if (e.key === 'PageUp' && many) this.#choose(Math.max(0, this.#chosen - 10), true);
    else if (e.key === 'Enter') this.#enter(e.ctrlKey || e.metaKey);
    else if (e.key === 'Escape' || ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === 'k')) this.#close();
    else return;
    e.preventDefault();
  }

  #enter(newTab) {
    // whoever types a name and Enter at once means what will be found
    if (this.#waiting && !newTab && this.#chosen === 0) {
      const first = this.#options[0]?.item;
      if (!first?.element) {
        this.#enterWhenThere = true;
        return;
      }
    }
    if (this.#options.length > 0) this.#take(newTab);
  }

  #take(newTab) {
    const { item } = this.#options[this.#chosen];
    this.#enterWhenThere = false;
    if (item.path !== undefined && newTab) {
      window.open(new URL(item.path, document.baseURI));
      return;
    }
    this.#close();
    if (item.path === undefined) run(item.element);
    else go(item.path);
  }
}

/** As a click on a link in the page, which the router takes. */
function go(path) {
  const link = document.createElement('a');
  link.href = path;
  document.body.append(link);
  link.click();
  link.remove();
}

function localGroups(text) {
  const here = actionsOfPage().map((element) => ({ name: words(element), element, key: element.dataset.key }));
  const places = pages().map((element) => ({ name: words(element), element, key: element.dataset.go && `g ${element.dataset.go}` }));
  return [
    { title: 'On this page', items: matching(distinct(here), text) },
    { title: 'Go to', items: matching(places, text) },
  ];
}

function everywhere(text) {
  const rest = commands().map((element) => ({ name: words(element), element }));
  return { title: 'Everywhere', items: text ? matching(rest, text) : [] };
}

/** Of several kinds some each, so that none is out of sight below another. */
function bounded(groups) {
  const filled = groups.filter((group) => group.items.length > 0);
  return filled.length < 2 ? filled : filled.map((group) => ({ ...group, items: group.items.slice(0, MOST_OF_SEVERAL) }));
}

function distinct(items) {
  return items.filter((item, i) => items.findIndex((other) => other.name === item.name) === i);
}

function matching(items, text) {
  return items
    .map((item) => ({ item, rank: rank(item.name.toLowerCase(), text.toLowerCase()) }))
    .filter(({ rank }) => rank !== undefined)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MOST_LOCAL)
    .map(({ item }) => item);
}

/**
 * How well a name fits what was typed: its beginning, the beginning of a word, somewhere in it, or its letters in this
 * order, each at the beginning of a word or after the one before ("nr" and "new r" are New run, "nn" is nothing).
 */
export function rank(name, text) {
  if (text === '') return 0;
  const at = name.indexOf(text);
  if (at === 0) return 0;
  if (at > 0) return name[at - 1] === ' ' ? 1 : 2;
  let place = -1;
  for (const letter of text.replaceAll(' ', '')) {
    let next = name[place + 1] === letter ? place + 1 : -1;
    for (let i = place + 1; next < 0 && i < name.length; i++) {
      if (name[i] === letter && (i === 0 || /[^a-z0-9]/.test(name[i - 1]))) next = i;
    }
    if (next < 0) return undefined;
    place = next;
  }
  return 3;
}

function sameItem(a, b) {
  return a && b && (a.path !== undefined ? a.path === b.path : a.element === b.element);
}

function text(className, words) {
  const span = document.createElement('span');
  span.className = className;
  span.textContent = words;
  if (className === 'palette-name') span.title = words;
  return span;
}

function attributes(element, values) {
  Object.entries(values).forEach(([name, value]) => element.setAttribute(name, value));
}

customElements.define('assay-palette', AssayPalette);
