/**
 * A button that copies its `text`, or what is at the address `src`, and says so. Works without HTTPS too, where browsers
 * offer no clipboard object.
 */
class CopyButton extends HTMLElement {
  connectedCallback() {
    if (this.button) return;
    this.button = document.createElement('button');
    this.button.type = 'button';
    this.label = this.getAttribute('label') ?? 'Copy';
    this.button.textContent = this.label;
    this.button.addEventListener('click', () => this.#copy());
    this.append(this.button);
  }

  async #copy() {
    let copied = true;
    try {
      const text = await this.#text();
      try {
        await navigator.clipboard.writeText(text);
      } catch {
        copied = copyBySelection(text);
      }
      this.#say(copied ? 'Copied' : 'Press Ctrl+C');
    } catch {
      this.#say('Not copied');
    }
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
