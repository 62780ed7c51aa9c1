/**
 * A Vaadin grid asks the server for rows when there is a gap to be seen, and waits 150 ms before it does. With this it
 * asks while one scrolls, for rows that are not in view yet, so that there are no gaps unless one jumps.
 */
const AHEAD = 50; // rows; the grid's connector adds twice as many of its own accord

const follow = (grid) => {
  let asked = '';
  let widened = null;
  let waiting = false;

  /** Only once somebody scrolls: the first rows are there sooner when they are few. */
  const widen = (connector) => {
    const inView = connector.getViewportRange;
    connector.getViewportRange = () => {
      const [first, last] = inView();
      return [Math.max(0, first - AHEAD), Math.min(grid.size, last + AHEAD)];
    };
    widened = connector;
  };

  const look = () => {
    waiting = false;
    const connector = grid.$connector;
    if (!connector?.requestPage || !connector.getViewportRange || !grid.size) return;
    if (widened !== connector) widen(connector);
    const [first, last] = connector.getViewportRange();
    const page = (row) => Math.floor(row / grid.pageSize);
    const wanted = `${page(first)}-${page(last)} of ${grid.size}`;
    if (wanted === asked) return;
    asked = wanted;
    connector.requestPage(page((first + last) / 2));
  };

  grid.$.table.addEventListener('scroll', () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(look);
  });
};

/** To be called once for each grid. */
globalThis.assayRowsAhead = (grid) => customElements.whenDefined(grid.localName).then(() => follow(grid));
