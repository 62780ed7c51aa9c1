import { whole } from './numbers.js';

/** Columns of runs: what is a number, what is a word, and what has no value. */

const NOT_FINITE = new Set(['NaN', 'Infinity', '-Infinity']);
const LOG_FROM_RATIO = 1000;

/**
 * Reads a column of the rows.
 *
 * It is numeric when all values that are there are numbers; else its values are words, and numbers among them count as
 * such. `at[i]` is the value of row i: a number, the index of its word in `words`, or NaN when there is nothing to draw.
 *
 * @param {object[]} rows
 * @param {string} name in the words of the search language
 * @param {boolean} [log] whether the axis is to be logarithmic; by default when the values span more than three decades
 */
export function readColumn(rows, name, log) {
  const values = rows.map((row) => row.values[name] ?? null);
  const numeric = values.every((v) => v === null || typeof v === 'number' || NOT_FINITE.has(v));
  return numeric ? numbers(name, values, log) : words(name, values);
}

/** The same column with its numbers as words, in the order of numbers: for categories such as batch sizes. */
export function asWords(column) {
  return column.numeric ? words(column.name, column.values) : column;
}

function numbers(name, values, log) {
  const at = Float64Array.from(values, (v) => (typeof v === 'number' && Number.isFinite(v) ? v : NaN));
  let [least, greatest] = extent(at);
  const logarithmic = log ?? (least > 0 && greatest / least > LOG_FROM_RATIO);
  let notPositive = 0;
  if (logarithmic) {
    at.forEach((v, i) => {
      if (v <= 0) {
        at[i] = NaN;
        notPositive++;
      }
    });
    [least, greatest] = extent(at);
  }
  const absent = values.filter((v) => v === null).length;
  const drawable = at.reduce((n, v) => (Number.isNaN(v) ? n : n + 1), 0);
  const notFinite = values.length - absent - notPositive - drawable;
  return { name, label: label(name), numeric: true, values, at, least, greatest, log: logarithmic, absent, notFinite, notPositive };
}

function words(name, values) {
  const distinct = [...new Set(values.filter((v) => v !== null).map(String))];
  const order = new Intl.Collator('en', { numeric: true });
  const all = distinct.every((w) => w.trim() !== '' && Number.isFinite(Number(w)))
    ? distinct.sort((a, b) => a - b)
    : distinct.sort(order.compare);
  const index = new Map(all.map((word, i) => [word, i]));
  const at = Float64Array.from(values, (v) => (v === null ? NaN : index.get(String(v))));
  const absent = values.filter((v) => v === null).length;
  return {
    name, label: label(name), numeric: false, values, at, words: all, least: 0, greatest: all.length - 1, log: false,
    absent, notFinite: 0, notPositive: 0,
  };
}

function extent(values) {
  let least = Infinity;
  let greatest = -Infinity;
  for (const v of values) {
    if (v < least) least = v;
    if (v > greatest) greatest = v;
  }
  return [least, greatest];
}

/** What people call it: val/loss rather than metrics.val/loss. */
export function label(name) {
  return name.replaceAll(/(^|[^\w/])(?:params|metrics|tags)\./g, '$1');
}

/** The rows of which all these columns can be drawn. */
export function complete(rows, columns) {
  const indices = [];
  for (let i = 0; i < rows.length; i++) {
    if (columns.every((c) => !Number.isNaN(c.at[i]))) indices.push(i);
  }
  return indices;
}

/** Says in words of which runs there is nothing to draw. */
export function gaps(columns) {
  return columns.flatMap(({ label, absent, notFinite, notPositive }) => [
    absent && `${runs(absent)} ${have(absent)} no value of ${label}`,
    notFinite && `${absent ? whole(notFinite) : runs(notFinite)} ${have(notFinite)} NaN or ∞${absent ? '' : ` in ${label}`}`,
    notPositive && `${runs(notPositive)} not above 0 in ${label}, so not on its log axis`,
  ].filter(Boolean).join(', ') || []);
}

export function runs(n) {
  return `${whole(n)} ${n === 1 ? 'run' : 'runs'}`;
}

function have(n) {
  return n === 1 ? 'has' : 'have';
}
