const APART = 14;

/** The box beside the mouse. It is made of elements and text only: names come from users. */
export class Tip {
  /** @param {HTMLElement} host within which it stays */
  constructor(host) {
    this.host = host;
    this.box = document.createElement('div');
    this.box.className = 'tip';
    this.box.hidden = true;
    host.shadowRoot.append(this.box);
  }

  /**
   * @param {MouseEvent} mouse
   * @param {string} title
   * @param {Array[]} lines name, value and perhaps a colour
   */
  show(mouse, title, lines) {
    const head = document.createElement('strong');
    head.textContent = title;
    this.box.replaceChildren(head, ...lines.map(line));
    this.box.hidden = false;
    const { left: hostLeft, top: hostTop, width, height } = this.host.getBoundingClientRect();
    const [x, y] = [mouse.clientX - hostLeft, mouse.clientY - hostTop];
    const { offsetWidth: w, offsetHeight: h } = this.box;
    const left = x + APART + w > width ? Math.max(0, x - APART - w) : x + APART;
    // a box taller than the plot may stand out below it, never above where its title would be cut off
    const top = Math.max(0, Math.min(y + APART, height - h));
    this.box.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }

  hide() {
    this.box.hidden = true;
  }
}

function line([name, value, color]) {
  const row = document.createElement('div');
  const key = row.appendChild(document.createElement('span'));
  key.textContent = name;
  if (color) {
    const swatch = document.createElement('i');
    swatch.style.background = color;
    key.prepend(swatch);
  }
  row.appendChild(document.createElement('b')).textContent = value;
  return row;
}
