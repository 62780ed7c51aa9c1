/** Files that the browser saves. */

const FORMULA = /^[=+\-@\t\r]/;

/**
 * CSV of RFC 4180. Texts that a spreadsheet would take for formulas get an apostrophe in front.
 *
 * @param {(string | number)[][]} rows
 */
export function csvOf(rows) {
  return new Blob([rows.map((row) => `${row.map(field).join(',')}\r\n`).join('')], { type: 'text/csv' });
}

function field(value) {
  const text = typeof value === 'string' && FORMULA.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Has the browser save it. */
export function save(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // at once would be too early for the browser
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
