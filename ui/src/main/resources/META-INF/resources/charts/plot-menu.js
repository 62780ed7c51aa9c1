/**
 * A button that opens a short list of things to do. Arrow keys, Home and End move in it, Escape closes it.
 *
 * @param {string} label for who does not see the three dots
 * @param {() => Array} items of name and action, asked for anew each time
 */
export function menu(label, items) {
  const box = document.createElement('div');
  box.className = 'menu';
  const button = box.appendChild(document.createElement('button'));
  button.type = 'button';
  button.textContent = '⋯';
  button.setAttribute('aria-label', label);
  button.setAttribute('aria-haspopup', 'menu');
  button.setAttribute('aria-expanded', 'false');
  const list = box.appendChild(document.createElement('div'));
  list.setAttribute('role', 'menu');
  list.setAttribute('aria-label', label);
  list.hidden = true;

  const close = (back) => {
    list.hidden = true;
    button.setAttribute('aria-expanded', 'false');
    if (back) button.focus();
  };
  const open = () => {
    list.replaceChildren(...items().map(([name, act]) => {
      const item = document.createElement('button');
      item.type = 'button';
      item.setAttribute('role', 'menuitem');
      item.tabIndex = -1;
      item.textContent = name;
      item.addEventListener('click', () => {
        close(true);
        act();
      });
      return item;
    }));
    list.hidden = false;
    button.setAttribute('aria-expanded', 'true');
    list.firstChild.focus();
  };
  button.addEventListener('click', () => (list.hidden ? open() : close(true)));
  box.addEventListener('focusout', (e) => {
    if (!box.contains(e.relatedTarget)) close(false);
  });
  box.addEventListener('keydown', (e) => {
    const all = [...list.children];
    const at = all.indexOf(e.target);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[e.key];
    if (e.key === 'Escape' && !list.hidden) close(true);
    else if (next !== undefined && !list.hidden) all.at(next % all.length).focus();
    else return;
    e.preventDefault();
    e.stopPropagation();
  });
  return box;
}
