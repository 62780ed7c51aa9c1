/**
 * A moment or a span of time, kept up to date in the browser, with the exact time in the reader's zone on hover.
 *
 *   <assay-time at="2026-01-01T00:00:00Z"></assay-time>                      3 min ago
 *   <assay-time from="2026-01-01T00:00:00Z"></assay-time>                    12 min 5 s, and counting
 *   <assay-time from="2026-01-01T00:00:00Z" to="2026-01-01T01:00:00Z">       1 h 0 min
 */
class AssayTime extends HTMLElement {
  static observedAttributes = ['at', 'from', 'to'];
  static #shown = new Set();

  static {
    setInterval(() => AssayTime.#shown.forEach((time) => time.#show()), 1000);
  }

  connectedCallback() {
    AssayTime.#shown.add(this);
    this.#show();
  }

  disconnectedCallback() {
    AssayTime.#shown.delete(this);
  }

  attributeChangedCallback() {
    if (this.isConnected) this.#show();
  }

  #show() {
    const start = new Date(this.getAttribute('at') || this.getAttribute('from') || NaN);
    let text = '';
    let title = '';
    if (!Number.isNaN(start.getTime())) {
      const end = this.getAttribute('to');
      const seconds = Math.max(0, ((end ? new Date(end) : Date.now()) - start) / 1000);
      text = this.hasAttribute('at') ? ago(seconds, start) : span(seconds);
      title = EXACT.format(start) + (end ? ` – ${EXACT.format(new Date(end))}` : '');
    }
    if (this.textContent !== text) this.textContent = text;
    if (this.title !== title) this.title = title;
  }
}

const EXACT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAYS = 24 * HOUR;

function ago(seconds, moment) {
  if (seconds < 10) return 'just now';
  if (seconds < MINUTE) return `${Math.floor(seconds / 10) * 10} s ago`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min ago`;
  if (seconds < DAYS) return `${Math.floor(seconds / HOUR)} h ago`;
  if (seconds < 30 * DAYS) return `${Math.floor(seconds / DAYS)} d ago`;
  return DAY.format(moment);
}

/** The two greatest units. */
function span(seconds) {
  const whole = Math.floor(seconds);
  if (whole < MINUTE) return `${whole} s`;
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)} min ${whole % MINUTE} s`;
  if (whole < DAYS) return `${Math.floor(whole / HOUR)} h ${Math.floor((whole % HOUR) / MINUTE)} min`;
  return `${Math.floor(whole / DAYS)} d ${Math.floor((whole % DAYS) / HOUR)} h`;
}

customElements.define('assay-time', AssayTime);
