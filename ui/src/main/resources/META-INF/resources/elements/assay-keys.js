/** A dialog with the keys that work on this page, made anew each time from what handles them. */
import { KEYS, keysOfPage } from './keys.js';

const MAC = /Mac|iPhone|iPad/.test(navigator.platform);

class AssayKeys extends HTMLElement {
  #dialog = document.createElement('dialog');

  connectedCallback() {
    if (this.#dialog.isConnected) return;
    this.#dialog.className = 'keys-dialog';
    this.#dialog.setAttribute('aria-labelledby', 'keys-title');
    this.#dialog.addEventListener('click', (e) => {
      if (e.target === this.#dialog) this.#dialog.close();
    });
    this.append(this.#dialog);
  }

  open() {
    if (this.#dialog.open) return;
    const [everywhere, ...others] = KEYS;
    const sections = document.createElement('div');
    sections.className = 'keys-sections';
    sections.append(...[everywhere, ...keysOfPage(), ...others].map(section));
    this.#dialog.replaceChildren(heading(), sections, this.#foot());
    this.#dialog.showModal();
  }

  #foot() {
    const close = document.createElement('button');
    close.type = 'button';
    close.className = 'plain-button';
    close.textContent = 'Close';
    close.autofocus = true;
    close.addEventListener('click', () => this.#dialog.close());
    const foot = document.createElement('div');
    foot.className = 'keys-foot';
    foot.append(close);
    return foot;
  }
}

function heading() {
  const title = document.createElement('h2');
  title.id = 'keys-title';
  title.textContent = 'Keys';
  return title;
}

function section({ title, keys }) {
  const head = document.createElement('h3');
  head.textContent = title;
  const list = document.createElement('dl');
  list.className = 'keys';
  for (const { keys: caps, what } of keys) {
    const term = document.createElement('dt');
    term.append(...caps.map(cap));
    const description = document.createElement('dd');
    description.textContent = what;
    list.append(term, description);
  }
  const whole = document.createElement('section');
  whole.append(head, list);
  return whole;
}

function cap(key) {
  const shown = document.createElement('kbd');
  shown.textContent = MAC && key === 'Ctrl' ? '⌘' : key;
  return shown;
}

customElements.define('assay-keys', AssayKeys);
