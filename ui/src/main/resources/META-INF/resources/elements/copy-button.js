/**
 * A button that copies its `text`, what is at the address `src`, or with `asks` the text that it is given when it is
 * pressed, and says so. Works without HTTPS too, where browsers offer no clipboard object.
 */
class CopyButton extends HTMLElement {
  connectedCallback() {
    if (this.button) return;
    this.button = document.createElement('button');
    this.button.type = 'button';
    this.label = this.getAttribute('label') ?? 'Copy';
    this.button.textContent = this.label;
    this.button.addEventListener('click', () => this.#pressed());
    this.append(this.button);
  }

  async #pressed() {
    if (this.hasAttribute('asks')) return this.dispatchEvent(new CustomEvent('copy-asked'));
    try {
      await this.copy(await this.#text());
    } catch {
      this.#say('Not copied');
    }
  }

  /** For a text that was asked for, too. */
  async copy(text) {
    let copied = true;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      copied = copyBySelection(text);
    }
    this.#say(copied ? 'Copied' : 'Press Ctrl+C');
  }

  async #text() {
    const source = this.getAttribute('src');
    if (!source) return this.getAttribute('text') ?? '';
    const answer = await fetch(source, { credentials: 'same-origin' });
    if (!answer.ok) throw new Error(`${source} is answered ${answer.status}`);
    return answer.text();
  }

  #say(what) {
    this.button.textContent = what;
    setTimeout(() => (this.button.textContent = this.label), 2000);
  }
}

function copyBySelection(text) {
  const area = document.createElement('textarea');
  area.value = text;
  area.style.cssText = 'position: fixed; opacity: 0';
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  return copied;
}

customElements.define('copy-button', CopyButton);
