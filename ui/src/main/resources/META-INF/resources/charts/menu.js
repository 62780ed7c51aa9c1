export const MENU_STYLE = `
  .menu { position: fixed; inset: auto; margin: 0; padding: 4px; min-width: 150px; background: var(--surface-raised); color: var(--text);
    border: 1px solid var(--line); border-radius: 6px; box-shadow: 0 4px 16px rgb(0 0 0 / 18%); font-size: 13px; }
  .menu button { all: unset; display: block; box-sizing: border-box; width: 100%; padding: 4px 10px; border-radius: 4px; cursor: pointer; }
  .menu button:hover, .menu button:focus { background: var(--surface-hover); }
  .menu button:disabled { color: var(--text-soft); opacity: 0.6; cursor: default; background: none; }
  .menu hr { border: 0; border-top: 1px solid var(--line); margin: 4px 0; }
`;

/**
 * A menu under a button: arrow keys go through it, Escape and a click elsewhere close it.
 *
 * @param {HTMLElement} button
 * @param {{label: string, act: () => void, disabled?: boolean}[]} actions null for a line between
 */
export function openMenu(button, actions) {
  const menu = document.createElement('div');
  menu.className = 'menu';
  menu.setAttribute('role', 'menu');
  menu.popover = 'auto'; // in the top layer: no panel cuts it off
  menu.append(...actions.map((action) => (action ? item(action, menu) : line())));
  button.after(menu);
  menu.addEventListener('toggle', (e) => {
    if (e.newState === 'closed') menu.remove();
    button.setAttribute('aria-expanded', String(e.newState === 'open'));
  });
  menu.addEventListener('keydown', (e) => walk(e, menu, button));
  menu.showPopover();
  placeUnder(menu, button);
  menu.querySelector('button:not(:disabled)')?.focus();
}

function item({ label, act, disabled }, menu) {
  const button = document.createElement('button');
  button.type = 'button';
  button.setAttribute('role', 'menuitem');
  button.textContent = label;
  button.disabled = !!disabled;
  button.addEventListener('click', () => {
    menu.hidePopover();
    act();
  });
  return button;
}

function line() {
  return document.createElement('hr');
}

function walk(event, menu, opener) {
  const items = [...menu.querySelectorAll('button:not(:disabled)')];
  const at = items.indexOf(menu.getRootNode().activeElement);
  const to = {
    ArrowDown: (at + 1) % items.length,
    ArrowUp: (at - 1 + items.length) % items.length,
    Home: 0,
    End: items.length - 1,
  }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    items[to].focus();
  } else if (event.key === 'Escape' || event.key === 'Tab') {
    menu.hidePopover();
    opener.focus();
  } else {
    return;
  }
  event.stopPropagation(); // what the menu is for has keys of its own
}

function placeUnder(menu, button) {
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = at.bottom + 2 + height <= window.innerHeight;
  menu.style.left = `${Math.max(4, Math.min(at.right - width, window.innerWidth - width - 4))}px`;
  menu.style.top = `${below ? at.bottom + 2 : Math.max(4, at.top - height - 2)}px`;
}
