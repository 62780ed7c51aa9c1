/** Files of what a plot shows. */

const FORMULA = /^[=+\-@\t\r]/;

/** CSV of RFC 4180, with all rows. Texts that a spreadsheet would take for formulas get an apostrophe in front. */
export function csv(rows, columns) {
  const head = ['id', 'name', 'group', ...columns.map((c) => c.name)].map(guarded);
  const lines = rows.map((row, i) => [
    row.id, guarded(row.name), guarded(row.group ?? ''),
    ...columns.map(({ numeric, values }) => (numeric ? values[i] ?? '' : guarded(values[i] ?? ''))),
  ]);
  return [head, ...lines].map((cells) => cells.map(quoted).join(',') + '\r\n').join('');
}

function guarded(text) {
  return typeof text === 'string' && FORMULA.test(text) ? `'${text}` : text;
}

function quoted(cell) {
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function download(name, type, content) {
  const link = document.createElement('a');
  const blob = content instanceof Blob ? content : new Blob([content], { type });
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // at once would be too early for the browser
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export function fileName(title, ending) {
  const words = title.replaceAll(/[^\p{L}\p{N}.-]+/gu, '-').replaceAll(/^-+|-+$/g, '').slice(0, 80);
  return `${words || 'plot'}.${ending}`;
}
