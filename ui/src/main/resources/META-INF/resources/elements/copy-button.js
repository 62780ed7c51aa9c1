/**
 * A button that copies its `text`, or with `asks` the text that it is given when it is pressed, and says so.
 * Works without HTTPS too, where browsers offer no clipboard object.
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

  #pressed() {
    if (this.hasAttribute('asks')) this.dispatchEvent(new CustomEvent('copy-asked'));
    else this.copy(this.getAttribute('text') ?? '');
  }

  async copy(text) {
    let copied = true;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      copied = copyBySelection(text);
    }
    this.button.textContent = copied ? 'Copied' : 'Press Ctrl+C';
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
