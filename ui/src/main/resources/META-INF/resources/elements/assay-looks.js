/**
 * Light, dark, or as the system is; the navigation wide or narrow. Both are remembered by this browser. A script in the
 * head of the page (AppShell) puts them in force before anything is drawn.
 */
import { darkness } from '../charts/theme.js';

const SCHEMES = [
  { name: 'system', words: 'As the system', icon: '◐' },
  { name: 'light', words: 'Light', icon: '☀' },
  { name: 'dark', words: 'Dark', icon: '☾' },
];

class AssayLooks extends HTMLElement {
  connectedCallback() {
    if (this.firstChild) return;
    const choices = document.createElement('div');
    choices.className = 'schemes';
    choices.setAttribute('role', 'radiogroup');
    choices.setAttribute('aria-label', 'Theme');
    choices.append(...SCHEMES.map((scheme) => this.#choice(scheme)));
    this.append(choices, this.#narrow());
  }

  #choice({ name, words, icon }) {
    const radio = document.createElement('input');
    radio.type = 'radio';
    radio.name = 'assay-scheme';
    radio.value = name;
    radio.checked = (recall('assay.scheme') ?? 'system') === name;
    radio.setAttribute('aria-label', words);
    radio.dataset.command = `Theme: ${words.toLowerCase()}`;
    radio.addEventListener('change', () => setScheme(name));
    const sign = document.createElement('span');
    sign.textContent = icon;
    sign.setAttribute('aria-hidden', 'true');
    const label = document.createElement('label');
    label.title = `Theme: ${words.toLowerCase()}`;
    label.append(radio, sign);
    return label;
  }

  #narrow() {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'narrow-button';
    button.dataset.narrow = '';
    button.dataset.command = 'Navigation: narrow or wide';
    button.title = 'Make the navigation narrow, or wide  [';
    const show = () => {
      const narrow = document.documentElement.classList.contains('narrow-navigation');
      button.textContent = narrow ? '»' : '«';
      button.setAttribute('aria-label', narrow ? 'Make the navigation wide' : 'Make the navigation narrow');
      button.setAttribute('aria-expanded', String(!narrow));
    };
    button.addEventListener('click', () => {
      const narrow = document.documentElement.classList.toggle('narrow-navigation');
      remember('assay.navigation', narrow ? 'narrow' : '');
      show();
    });
    show();
    return button;
  }
}

function setScheme(name) {
  const root = document.documentElement;
  const chosen = name === 'system' ? '' : name;
  root.style.colorScheme = chosen || 'light dark';
  root.setAttribute('theme', chosen);
  remember('assay.scheme', chosen);
  // canvases read the colours anew, as when the system changes
  darkness.dispatchEvent(new Event('change'));
}

/** A browser may forbid it; then it is forgotten. */
function remember(key, value) {
  try {
    if (value) localStorage.setItem(key, value);
    else localStorage.removeItem(key);
  } catch {
    // nothing is lost but the memory of it
  }
}

function recall(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Leads past the navigation to the page itself. */
document.addEventListener('click', (e) => {
  if (e.target.closest?.('.skip-link')) {
    e.preventDefault();
    e.stopPropagation();
    document.getElementById('content')?.focus();
  }
}, { capture: true });

customElements.define('assay-looks', AssayLooks);
