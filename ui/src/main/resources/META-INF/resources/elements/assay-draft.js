/**
 * Keeps what is typed in a text area within it, under the `key`, in this browser until it is saved: it outlives a click
 * elsewhere, a page that is loaded anew and a server that restarts. The `base` is what the text was made from. A draft
 * that is found when the page opens is told with the event `draft-found`.
 */
const PREFIX = 'assay.draft.';
const LATEST = 50;

class AssayDraft extends HTMLElement {
  connectedCallback() {
    this.addEventListener('input', this.#typed);
    // the server listens from the next round trip on
    setTimeout(() => this.#find());
  }

  disconnectedCallback() {
    this.removeEventListener('input', this.#typed);
  }

  #typed = (event) => {
    const text = event.composedPath()[0]?.value;
    if (typeof text !== 'string') return;
    store(this.getAttribute('key'), { text, base: this.getAttribute('base') ?? '', at: Date.now() });
  };

  #find() {
    const kept = read(this.getAttribute('key'));
    if (kept && kept.text !== (this.getAttribute('base') ?? '')) {
      this.dispatchEvent(new CustomEvent('draft-found', { detail: { text: kept.text, base: kept.base } }));
    }
  }

  forget() {
    try {
      localStorage.removeItem(PREFIX + this.getAttribute('key'));
    } catch {
      // a browser that keeps nothing has nothing to forget
    }
  }
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key));
  } catch {
    return null;
  }
}

function store(key, draft) {
  try {
    forgetOldest();
    localStorage.setItem(PREFIX + key, JSON.stringify(draft));
  } catch {
    // private windows and full disks keep nothing; the text is still on the page
  }
}

function forgetOldest() {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  if (keys.length < LATEST) return;
  const ages = keys.map((key) => [read(key.slice(PREFIX.length))?.at ?? 0, key]).sort((a, b) => a[0] - b[0]);
  localStorage.removeItem(ages[0][1]);
}

customElements.define('assay-draft', AssayDraft);
