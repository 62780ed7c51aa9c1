/**
 * Completes the word that is being typed into the text field in front of this element, in the search language of runs:
 * names from `words`, after them comparisons, after `status =` the states. ↑ ↓ choose, Enter or Tab take, Escape closes.
 */
const MOST_SHOWN = 12;
const COMPARISONS = ['<', '<=', '=', '!=', '>=', '>', 'like', 'ilike', 'in', 'is null', 'is not null'];
const JOINTS = ['and', 'or'];
const FUNCTIONS = ['min(', 'max(', 'mean('];
/** A name, perhaps with a part in backticks, that ends where the caret is. */
const WORD = /(?:[\p{L}\p{N}_./:@-]|`[^`]*`?)*$/u;

let number = 0;

class AssayCompletion extends HTMLElement {
  words = [];
  statuses = [];
  #items = [];
  #chosen = -1;
  #leaving = null;

  connectedCallback() {
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    this.field = this.previousElementSibling;
    this.id ||= `completion-${++number}`;
    this.setAttribute('role', 'listbox');
    this.setAttribute('aria-label', 'Completions');
    this.hidden = true;
    this.field.addEventListener('input', () => this.#open(), { signal });
    // before the field and the page hear of it
    this.field.addEventListener('keydown', (e) => this.#key(e), { signal, capture: true });
    this.field.addEventListener('focusout', () => this.#close(), { signal });
    this.addEventListener('mousedown', (e) => this.#point(e), { signal });
  }

  disconnectedCallback() {
    this.#leaving.abort();
  }

  get #input() {
    return this.field.querySelector('input');
  }

  #open() {
    const input = this.#input;
    if (!input) return;
    const before = input.value.slice(0, input.selectionStart);
    const word = before.match(WORD)[0];
    this.#items = this.#offers(before.slice(0, before.length - word.length), word);
    this.#chosen = -1;
    this.#show(word);
  }

  /** What could stand here, the nearest to what is typed first. */
  #offers(before, word) {
    const last = before.trimEnd().match(/(\S+)$/)?.[1]?.toLowerCase() ?? '';
    if (/\bstatus\s*(=|!=)\s*'?$/i.test(before)) return filtered(this.statuses, word);
    if (/['"][^'"]*$/.test(quotesClosed(before))) return [];
    if (word === '') {
      if (isName(last, this.words)) return COMPARISONS;
      return [];
    }
    if (/[<>=]$/.test(last) || last === 'like' || last === 'ilike') return [];
    const joints = before.trim() && /\s$/.test(before) && !isJoint(last) ? filtered(JOINTS, word) : [];
    return [...joints, ...filtered([...this.words, ...FUNCTIONS], word)].slice(0, MOST_SHOWN);
  }

  #show(word) {
    if (this.#items.length === 0 || (this.#items.length === 1 && this.#items[0] === word)) return this.#close();
    this.replaceChildren(
      ...this.#items.map((text, i) => {
        const option = document.createElement('div');
        option.setAttribute('role', 'option');
        option.id = `${this.id}-${i}`;
        option.textContent = text;
        return option;
      }),
    );
    const box = this.field.getBoundingClientRect();
    const frame = this.offsetParent?.getBoundingClientRect() ?? { left: 0, top: 0 };
    this.style.left = `${box.left - frame.left}px`;
    this.style.top = `${box.top - frame.top + this.#input.getBoundingClientRect().height + 6}px`;
    this.hidden = false;
    this.#input.setAttribute('aria-expanded', 'true');
    this.#input.setAttribute('role', 'combobox');
    this.#input.setAttribute('aria-controls', this.id);
    this.#input.setAttribute('aria-autocomplete', 'list');
    this.#mark();
  }

  #close() {
    this.hidden = true;
    this.#chosen = -1;
    const input = this.#input;
    if (input?.getAttribute('role') === 'combobox') input.setAttribute('aria-expanded', 'false'); // not before it was open
    input?.removeAttribute('aria-activedescendant');
  }

  #key(e) {
    if (this.hidden) {
      if (e.key === ' ' && e.ctrlKey) this.#open();
      return;
    }
    const { length } = this.#items;
    if (e.key === 'ArrowDown') this.#chosen = (this.#chosen + 1) % length;
    else if (e.key === 'ArrowUp') this.#chosen = (this.#chosen + length) % (length + 1) - (this.#chosen === 0 ? 1 : 0);
    else if (e.key === 'Escape') this.#close();
    else if ((e.key === 'Enter' || e.key === 'Tab') && this.#chosen >= 0) this.#take(this.#items[this.#chosen]);
    else return;
    e.preventDefault();
    e.stopPropagation();
    this.#mark();
  }

  #mark() {
    [...this.children].forEach((option, i) => option.setAttribute('aria-selected', String(i === this.#chosen)));
    const chosen = this.children[this.#chosen];
    if (chosen) {
      chosen.scrollIntoView({ block: 'nearest' });
      this.#input.setAttribute('aria-activedescendant', chosen.id);
    }
  }

  #point(e) {
    const option = e.target.closest('[role=option]');
    e.preventDefault(); // the field keeps the focus
    if (option) this.#take(option.textContent);
  }

  #take(text) {
    const input = this.#input;
    const before = input.value.slice(0, input.selectionStart);
    const start = before.length - before.match(WORD)[0].length;
    const gap = text.endsWith('(') ? '' : ' ';
    input.setRangeText(text + gap, start, input.selectionStart, 'end');
    this.#close();
    input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
  }
}

/** Those that begin with what is typed, then those whose last name does, then those that contain it. */
function filtered(words, typed) {
  const wanted = typed.toLowerCase();
  const rank = (word) => {
    const low = word.toLowerCase();
    if (low.startsWith(wanted)) return 0;
    if (low.slice(low.search(/[^./`]*$/)).startsWith(wanted)) return 1;
    return low.includes(wanted) ? 2 : 3;
  };
  return words
    .map((word) => [rank(word), word])
    .filter(([r]) => r < 3)
    .sort(([a], [b]) => a - b)
    .slice(0, MOST_SHOWN)
    .map(([, word]) => word);
}

function isName(word, words) {
  return words.some((w) => w.toLowerCase() === word) || word.endsWith(')');
}

function isJoint(word) {
  return ['and', 'or', 'not', '('].includes(word);
}

/** The text without what stands between quotes that are closed. */
function quotesClosed(text) {
  return text.replace(/'[^']*'|"[^"]*"/g, '');
}

customElements.define('assay-completion', AssayCompletion);
