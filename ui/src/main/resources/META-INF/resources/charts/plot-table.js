import { cellText } from './plot-columns.js';

const MOST_ROWS = 100;

/** What a plot shows as a table, for who cannot see it or wants the numbers. */
export function table(rows, columns, indices) {
  const element = document.createElement('table');
  const caption = element.createCaption();
  caption.textContent = indices.length > MOST_ROWS
    ? `The first ${MOST_ROWS} of ${indices.length.toLocaleString('en-US')} runs; the CSV has all of them`
    : `${indices.length} ${indices.length === 1 ? 'run' : 'runs'}`;
  const head = element.createTHead().insertRow();
  const grouped = indices.some((i) => rows[i].group !== null && rows[i].group !== undefined);
  for (const { label, numeric } of [{ label: 'Run' }, ...(grouped ? [{ label: 'Group' }] : []), ...columns]) {
    const cell = head.appendChild(document.createElement('th'));
    cell.scope = 'col';
    cell.textContent = label;
    cell.classList.toggle('number', Boolean(numeric));
  }
  const body = element.createTBody();
  for (const i of indices.slice(0, MOST_ROWS)) {
    const row = body.insertRow();
    const name = row.appendChild(document.createElement('th'));
    name.scope = 'row';
    name.textContent = rows[i].name;
    if (grouped) row.insertCell().textContent = rows[i].group ?? '';
    for (const column of columns) {
      const value = column.values[i];
      const cell = row.insertCell();
      cell.textContent = cellText(i, column);
      cell.classList.toggle('number', column.numeric);
      cell.classList.toggle('none', value === null);
      if (column.numeric && value !== null) cell.title = String(value);
    }
  }
  return element;
}
