import * as numbers from './numbers.js';

/** Columns of runs: what is a number, what is a word, and what has no value. */

const NOT_FINITE = new Set(['NaN', 'Infinity', '-Infinity']);
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;
const LOG_FROM_RATIO = 1000;
const GREATEST = 1e300; // beyond it, the width of a range may be infinite
const LONGEST_WORD = 200;

/**
 * Reads a column of the rows.
 *
 * It is numeric when all values that are there are numbers; else its values are words, and numbers among them count as
 * such; points in time in ISO 8601 count as numbers that are written differently. `at[i]` is the value of row i: a number, the index of its word in `words`, or NaN when there is nothing to draw.
 *
 * @param {object[]} rows
 * @param {string} name in the words of the search language
 * @param {boolean} [log] whether the axis is to be logarithmic; by default when the values span more than three decades
 */
export function readColumn(rows, name, log) {
  const values = rows.map((row) => row.values[name] ?? null);
  const present = values.filter((v) => v !== null);
  if (present.length && present.every((v) => TIME.test(v))) return times(name, values);
  const numeric = values.every((v) => v === null || typeof v === 'number' || NOT_FINITE.has(v));
  return numeric ? ofNumbers(name, values, log) : words(name, values);
}

/** The same column with its numbers as words, in the order of numbers: for categories such as batch sizes. */
export function asWords(column) {
  return column.numeric ? words(column.name, column.values) : column;
}

function ofNumbers(name, values, log) {
  const at = Float64Array.from(values, (v) => (typeof v === 'number' && Math.abs(v) <= GREATEST ? v : NaN));
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

function times(name, values) {
  const column = ofNumbers(name, values.map((v) => (v === null ? null : Date.parse(v))), false);
  return { ...column, values, time: true };
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
    name, label: label(name), numeric: false, values, at, words: all.map(cut), least: 0, greatest: all.length - 1, log: false,
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

const KIND = /(^|[^\w/])(?:params|metrics|tags|attributes)\./g;

/** What people call it: val/loss rather than metrics.val/loss, start time rather than start_time. */
export function label(name) {
  const short = name.replaceAll(KIND, '$1').replaceAll('`', '');
  if (short === 'duration') return 'duration (s)';
  return short === name && /^\w+$/.test(name) ? name.replaceAll('_', ' ') : short;
}

/** A number of a column as people read it. */
export function written(value, column) {
  return column.time ? timeText(value) : numbers.short(value);
}

/** What a row has in a column as people read it: four significant digits, words as they are. */
export function cellText(row, { values, at, time }) {
  const value = values[row];
  if (value === null) return 'no value';
  if (time) return timeText(at[row]);
  if (value === 'Infinity') return '∞';
  if (value === '-Infinity') return '−∞';
  return typeof value === 'number' ? numbers.short(value) : cut(String(value));
}

function cut(text) {
  return text.length > LONGEST_WORD ? `${text.slice(0, LONGEST_WORD)}…` : text;
}

function timeText(millis) {
  return new Date(millis).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
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
    notFinite && `${absent ? numbers.whole(notFinite) : runs(notFinite)} ${have(notFinite)} NaN or ∞${absent ? '' : ` in ${label}`}`,
    notPositive && `${runs(notPositive)} not above 0 in ${label}, so not on its log axis`,
  ].filter(Boolean).join(', ') || []);
}

export function runs(n) {
  return `${numbers.whole(n)} ${n === 1 ? 'run' : 'runs'}`;
}

function have(n) {
  return n === 1 ? 'has' : 'have';
}
