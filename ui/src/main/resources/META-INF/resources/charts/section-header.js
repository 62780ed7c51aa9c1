/** The name of a section, which folds it. */
export class SectionHeader {
  constructor(item, host) {
    this.element = document.createElement('div');
    this.element.className = 'section';
    this.button = document.createElement('button');
    this.button.type = 'button';
    this.name = this.button.appendChild(document.createElement('span'));
    this.count = this.button.appendChild(document.createElement('span'));
    this.count.className = 'count';
    this.element.appendChild(document.createElement('h2')).append(this.button);
    this.button.addEventListener('click', () => host.fold(this.item.section.name, !this.item.folded));
    this.place(item);
  }

  place(item) {
    this.item = item;
    this.element.style.top = `${item.top}px`;
    this.element.style.height = `${item.height}px`;
    this.name.textContent = item.section.name;
    this.count.textContent = item.section.panels.length.toLocaleString('en-US');
    this.button.setAttribute('aria-expanded', String(!item.folded));
  }

  remove() {
    this.element.remove();
  }
}
