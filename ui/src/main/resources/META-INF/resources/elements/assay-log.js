/**
 * Rows of text that scroll. While it has the attribute `follow`, its end stays in view; who scrolls up takes it away,
 * and the server is told (`let-go`). A row in view stays where it is when rows are added before or after it. The
 * attribute `line` brings a row into view.
 */
class AssayLog extends HTMLElement {
  static observedAttributes = ['follow', 'line'];

  #rows = new MutationObserver(() => this.#changed());
  #first = null;
  #top = 0;

  connectedCallback() {
    this.#rows.observe(this, { childList: true });
    this.addEventListener('scroll', this.#scrolled, { passive: true });
    this.#changed();
    this.#reveal();
  }

  disconnectedCallback() {
    this.#rows.disconnect();
    this.removeEventListener('scroll', this.#scrolled);
  }

  attributeChangedCallback(name) {
    // the rows that come with the attribute may not be there yet
    requestAnimationFrame(() => (name === 'line' ? this.#reveal() : this.#changed()));
  }

  #changed() {
    if (this.hasAttribute('follow')) {
      this.scrollTop = this.scrollHeight;
    } else if (this.scrollTop === 0 && this.#first?.isConnected && this.#first !== this.firstElementChild) {
      // at the very top browsers do not keep in place what one reads, as they do elsewhere
      this.scrollTop = this.#first.offsetTop;
    }
    this.#first = this.firstElementChild;
    this.#top = this.scrollTop;
  }

  #reveal() {
    const row = this.querySelector(`[data-line="${this.getAttribute('line')}"]`);
    if (row) this.scrollTop = row.offsetTop - this.clientHeight / 3;
  }

  #scrolled = () => {
    const atEnd = this.scrollHeight - this.clientHeight - this.scrollTop < 24;
    if (this.hasAttribute('follow') && this.scrollTop < this.#top && !atEnd) {
      this.removeAttribute('follow');
      this.dispatchEvent(new CustomEvent('let-go'));
    }
    this.#top = this.scrollTop;
  };
}

customElements.define('assay-log', AssayLog);
