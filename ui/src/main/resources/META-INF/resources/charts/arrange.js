export const GAP = 12;
const HEADER = 36;
const LEAST_WIDTH = 330;
const ROW = 252;

export function columnsIn(width) {
  return Math.max(1, Math.floor((width + GAP) / (LEAST_WIDTH + GAP)));
}

/**
 * Where everything stands: headers of sections and panels, in the order of reading.
 *
 * @returns {{items: object[], height: number}} items with key, top, left, width, height
 */
export function arrange(sections, layout, width, isFolded) {
  const columns = columnsIn(width);
  const column = (width - GAP * (columns - 1)) / columns;
  const items = [];
  let top = 0;
  for (const section of sections) {
    const folded = isFolded(section.name);
    items.push({ key: `#${section.name}`, section, folded, top, left: 0, width, height: HEADER });
    top += HEADER;
    if (!folded) top = arrangeSection(section, layout, { columns, column, top }, items);
  }
  return { items, height: top };
}

function arrangeSection(section, layout, { columns, column, top }, items) {
  let at = 0; // column
  let tallest = 0;
  for (const panel of section.panels) {
    const [wide, high] = layout.sizeOf(panel.key);
    const span = Math.min(wide, columns);
    if (at + span > columns) {
      top += tallest + GAP;
      at = 0;
      tallest = 0;
    }
    const height = high * ROW + (high - 1) * GAP;
    items.push({
      key: panel.key,
      section,
      panel,
      top,
      left: at * (column + GAP),
      width: span * column + (span - 1) * GAP,
      height,
    });
    tallest = Math.max(tallest, height);
    at += span;
  }
  return top + tallest + GAP;
}
