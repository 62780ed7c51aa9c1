import { columnsIn, GAP } from './arrange.js';
import { MOST_COLUMNS, MOST_ROWS } from './layout.js';
import { openMenu } from './menu.js';
import { makeContent } from './panel-kinds.js';

/**
 * A panel on the page: its title, its menu, and what it shows. It is moved by its title and sized by its corner; both
 * can be done from the menu as well.
 */
export class PanelFrame {
  #host;
  #content = null;

  /**
   * @param {object} item from layout.js
   * @param {object} host what panels share: pool, runs, look, and what may be done with them
   */
  constructor(item, host) {
    this.#host = host;
    this.item = item;
    this.element = document.createElement('section');
    this.element.className = 'panel';
    this.element.setAttribute('role', 'group');
    this.element.dataset.key = item.key;
    this.element.append(this.#header(), this.#corner());
    this.#listen();
    this.place(item);
  }

  #header() {
    const header = document.createElement('div');
    header.className = 'head';
    header.draggable = true;
    this.title = header.appendChild(document.createElement('h3'));
    this.note = part(header, 'span', 'note');
    this.reset = button(header, 'Reset zoom', 'link', () => this.#content?.resetZoom?.());
    this.reset.hidden = true;
    this.value = part(header, 'span', 'value');
    this.full = button(header, '⤢', 'icon', () => this.#fullScreen());
    this.full.title = 'Full screen';
    this.menu = button(header, '⋯', 'icon', () => openMenu(this.menu, this.#actions()));
    this.menu.setAttribute('aria-haspopup', 'menu');
    this.menu.setAttribute('aria-expanded', 'false');
    return header;
  }

  #corner() {
    const corner = document.createElement('div');
    corner.className = 'corner';
    corner.title = 'Drag to size';
    corner.addEventListener('pointerdown', (e) => this.#size(e));
    return corner;
  }

  /** Where it stands, and what it is called. */
  place(item) {
    const { panel } = item;
    const moved = this.item.panel !== panel;
    this.item = item;
    Object.assign(this.element.style, {
      top: `${item.top}px`,
      left: `${item.left}px`,
      width: `${item.width}px`,
      height: `${item.height}px`,
    });
    const title = panel.title || panel.expression || 'Panel';
    this.title.textContent = title;
    this.title.title = title;
    this.element.setAttribute('aria-label', title);
    this.full.setAttribute('aria-label', `Full screen: ${title}`);
    this.menu.setAttribute('aria-label', `Menu of ${title}`);
    if (moved && this.#content && JSON.stringify(this.#content.panel) !== JSON.stringify(panel)) this.#replace();
  }

  #replace() {
    this.#content.remove();
    this.#content = null;
    this.fill();
  }

  get isFilled() {
    return this.#content !== null;
  }

  /** Shows what the panel is about; until then it is an empty card of the right size. */
  fill() {
    this.#content = makeContent(this.item.panel, this.#host);
    this.#content.panel = this.item.panel;
    this.#content.addEventListener('described', (e) => this.#describe(e.detail));
    this.element.insertBefore(this.#content, this.element.lastChild);
  }

  /** Runs, look or data are others now. */
  refresh() {
    this.#content?.refresh?.();
  }

  remove() {
    this.element.remove();
    this.#content = null;
  }

  #describe({ value = '', exact = '', note = '', zoomed = false }) {
    this.value.textContent = value;
    this.value.title = exact;
    this.note.textContent = note;
    this.note.title = note;
    this.reset.hidden = !zoomed;
  }

  #actions() {
    const { layout } = this.#host;
    const { key, panel, section } = this.item;
    const [columns, rows] = layout.sizeOf(key);
    const at = section.panels.findIndex((p) => p.key === key);
    const keyAt = (i) => section.panels[i]?.key ?? null;
    const act = (change) => () => {
      this.#host.change(change(layout));
      this.#host.focus(key);
    };
    return [
      ...(this.#content?.actions?.() ?? []),
      null,
      { label: 'Move earlier', disabled: at === 0, act: act((l) => l.move(key, keyAt(at - 1))) },
      { label: 'Move later', disabled: at === section.panels.length - 1, act: act((l) => l.move(key, keyAt(at + 2))) },
      { label: 'Move to the start', disabled: at === 0, act: act((l) => l.move(key, keyAt(0))) },
      { label: 'Wider', disabled: columns >= this.#mostColumns, act: act((l) => l.size(key, columns + 1, rows)) },
      { label: 'Narrower', disabled: columns === 1, act: act((l) => l.size(key, columns - 1, rows)) },
      { label: 'Taller', disabled: rows >= MOST_ROWS, act: act((l) => l.size(key, columns, rows + 1)) },
      { label: 'Shorter', disabled: rows === 1, act: act((l) => l.size(key, columns, rows - 1)) },
      ...this.#ownActions(panel),
    ];
  }

  #ownActions(panel) {
    if (panel.id === undefined) return [];
    return [
      null,
      { label: 'Edit…', act: () => this.#host.edit(panel) },
      { label: 'Remove panel', act: () => this.#host.change(this.#host.layout.remove(panel.id)) },
    ];
  }

  get #mostColumns() {
    return Math.min(MOST_COLUMNS, columnsIn(this.#host.width));
  }

  // --- by pointer

  #listen() {
    const { element } = this;
    element.addEventListener('dragstart', (e) => {
      e.dataTransfer.setData('text/plain', this.item.panel.title ?? '');
      e.dataTransfer.effectAllowed = 'move';
      this.#host.dragged = this.item;
      element.classList.add('dragged');
    });
    element.addEventListener('dragend', () => {
      this.#host.dragged = null;
      element.classList.remove('dragged');
    });
    element.addEventListener('dragover', (e) => {
      if (!this.#accepts(this.#host.dragged)) return;
      e.preventDefault();
      element.dataset.drop = this.#isAfter(e) ? 'after' : 'before';
    });
    element.addEventListener('dragleave', () => delete element.dataset.drop);
    element.addEventListener('drop', (e) => this.#drop(e));
  }

  #accepts(dragged) {
    return dragged && dragged.section.name === this.item.section.name && dragged.key !== this.item.key;
  }

  #isAfter(e) {
    const box = this.element.getBoundingClientRect();
    return e.clientX > box.left + box.width / 2;
  }

  #drop(e) {
    const { dragged, layout } = this.#host;
    delete this.element.dataset.drop;
    if (!this.#accepts(dragged)) return;
    e.preventDefault();
    const { panels } = this.item.section;
    const at = panels.findIndex((p) => p.key === this.item.key) + (this.#isAfter(e) ? 1 : 0);
    // before itself is where it is
    const before = panels[at]?.key === dragged.key ? panels[at + 1] : panels[at];
    this.#host.change(layout.move(dragged.key, before?.key ?? null));
  }

  #size(e) {
    e.preventDefault();
    const corner = e.target;
    const start = { x: e.clientX, y: e.clientY, width: this.item.width, height: this.item.height };
    corner.setPointerCapture(e.pointerId);
    const move = (m) => {
      this.element.classList.add('sizing');
      this.element.style.width = `${Math.max(120, start.width + m.clientX - start.x)}px`;
      this.element.style.height = `${Math.max(120, start.height + m.clientY - start.y)}px`;
    };
    const end = (m) => {
      corner.removeEventListener('pointermove', move);
      this.element.classList.remove('sizing');
      const [columns, rows] = this.#host.layout.sizeOf(this.item.key);
      const unit = (start.width + GAP) / columns;
      const row = (start.height + GAP) / rows;
      const count = (pixels, one, most) => Math.max(1, Math.min(most, Math.round((pixels + GAP) / one)));
      this.place(this.item);
      this.#host.change(
        this.#host.layout.size(
          this.item.key,
          count(start.width + m.clientX - start.x, unit, this.#mostColumns),
          count(start.height + m.clientY - start.y, row, MOST_ROWS),
        ),
      );
    };
    corner.addEventListener('pointermove', move);
    corner.addEventListener('pointerup', end, { once: true });
  }

  #fullScreen() {
    const dialog = document.createElement('dialog');
    dialog.className = 'full';
    dialog.setAttribute('aria-label', this.title.textContent);
    const header = part(dialog, 'div', 'head');
    part(header, 'h3', '').textContent = this.title.textContent;
    const note = part(header, 'span', 'note');
    const content = makeContent(this.item.panel, this.#host);
    const reset = button(header, 'Reset zoom', 'link', () => content.resetZoom?.());
    reset.hidden = true;
    const menu = button(header, 'Export', 'link', () => openMenu(menu, content.actions()));
    menu.hidden = !content.actions;
    button(header, 'Close', 'link', () => dialog.close());
    content.addEventListener('described', (e) => {
      note.textContent = e.detail.note ?? '';
      reset.hidden = !e.detail.zoomed;
    });
    dialog.append(content);
    this.#host.show(dialog, content);
    dialog.addEventListener('close', () => this.full.focus());
  }
}

function part(parent, tag, name) {
  const element = parent.appendChild(document.createElement(tag));
  element.className = name;
  return element;
}

function button(parent, text, name, act) {
  const element = part(parent, 'button', name);
  element.type = 'button';
  element.textContent = text;
  element.addEventListener('click', act);
  return element;
}
