import { parse } from './expression.js';

const METRIC_HINT = 'min(metrics.val/loss)';
const PARAM_HINT = 'params.lr';
const COLUMN = 'params.NAME, metrics.NAME, min(metrics.NAME), duration, …';

/** What each kind of panel is made of; a star marks what must be given. */
const KINDS = {
  line: ['Line chart of an expression', { 'expression*': ['Expression', 'val/loss - train/loss'] }],
  bar: ['Bar chart', { 'y*': ['Value', METRIC_HINT], x: ['By', PARAM_HINT] }],
  scatter: ['Scatter plot', { 'x*': ['X', PARAM_HINT], 'y*': ['Y', METRIC_HINT], color: ['Colour', 'params.width'], size: ['Size', ''], log: ['Log scale'] }],
  histogram: ['Histogram', { 'x*': ['Value', METRIC_HINT], bins: ['Bins', '20'] }],
  parallel: ['Parallel coordinates', { 'axes*': ['Axes, with commas between', `${PARAM_HINT}, ${METRIC_HINT}`], color: ['Colour', METRIC_HINT] }],
  box: ['Box plot', { 'y*': ['Value', METRIC_HINT], x: ['By', PARAM_HINT] }],
  text: ['Text', { 'text*': ['Text (Markdown)', ''] }],
  image: ['Images of runs', { path: ['Folder of artifacts; the top when empty', 'samples'] }],
};
const LONGEST_TEXT = 2000;

/**
 * Asks what a panel is to show.
 *
 * @param {object} host <assay-panels>
 * @param {object | null} panel to be changed; null for a new one
 */
export function editPanel(host, panel) {
  const dialog = document.createElement('dialog');
  dialog.className = 'edit';
  dialog.setAttribute('aria-label', panel ? 'Edit panel' : 'Add a panel');
  const form = dialog.appendChild(document.createElement('form'));
  form.method = 'dialog';
  form.noValidate = true;
  form.appendChild(document.createElement('h3')).textContent = panel ? 'Edit panel' : 'Add a panel';
  const kind = select('Kind', Object.entries(KINDS).map(([value, [name]]) => [value, name]), panel?.kind ?? 'line');
  const title = input('Title', 'made from what is shown', panel?.title ?? '');
  const fields = document.createElement('div');
  const problem = document.createElement('p');
  problem.className = 'problem';
  problem.setAttribute('role', 'alert');
  form.append(kind, fields, title, names(host), problem, buttons(dialog, panel ? 'Change' : 'Add'));

  const showFields = () => fields.replaceChildren(...fieldsOf(control(kind).value, panel));
  control(kind).addEventListener('change', showFields);
  showFields();
  form.addEventListener('submit', (e) => {
    try {
      const made = read(control(kind).value, control(title).value.trim(), fields);
      if (panel) host.change(host.layout.replace(panel.id, made));
      else host.change(host.layout.add(made));
    } catch (error) {
      e.preventDefault();
      problem.textContent = error.message;
    }
  });
  host.show(dialog, {});
  control(kind).focus();
}

function fieldsOf(kind, panel) {
  return Object.entries(KINDS[kind][1]).map(([name, [text, hint]]) => {
    const key = name.replace('*', '');
    const value = panel?.kind === kind ? panel[key] : undefined;
    if (key === 'log') return checkbox(text, key, !!value);
    const field = key === 'text' ? area(text, value ?? '') : input(text, hint, String(value ?? ''));
    control(field).name = name;
    if (key !== 'text' && key !== 'path' && key !== 'bins') {
      control(field).setAttribute('list', key === 'expression' ? 'metrics' : 'columns');
      if (key !== 'expression') control(field).title = COLUMN;
    }
    return field;
  });
}

/** @throws {Error} that says what is missing or wrong */
function read(kind, title, fields) {
  const panel = { kind, title };
  for (const field of fields.querySelectorAll('input, textarea')) {
    const key = field.name.replace('*', '');
    const value = field.type === 'checkbox' ? field.checked : field.value.trim();
    if (field.name.endsWith('*') && !value) throw new Error(`${field.labels[0].firstChild.textContent} is missing.`);
    panel[key] = value;
  }
  if (panel.axes) panel.axes = panel.axes.split(',').map((axis) => axis.trim()).filter(Boolean);
  if (panel.bins && !/^[1-9]\d{0,2}$/.test(panel.bins)) throw new Error(`Bins ${panel.bins}: it is a number from 1 to 999.`);
  if (panel.bins) panel.bins = Number(panel.bins);
  if (panel.text?.length > LONGEST_TEXT) throw new Error(`The text has ${panel.text.length} characters; ${LONGEST_TEXT} are the most.`);
  if (kind === 'line') {
    try {
      parse(panel.expression);
    } catch (e) {
      throw new Error(`Expression at ${e.message}.`);
    }
  }
  panel.title ||= titleOf(panel);
  return panel;
}

function titleOf({ kind, expression, x, y, axes, path }) {
  if (kind === 'line') return expression;
  if (kind === 'scatter') return `${y} by ${x}`;
  if (kind === 'bar' || kind === 'box') return x ? `${y} by ${x}` : y;
  if (kind === 'histogram') return x;
  if (kind === 'parallel') return axes.join(', ');
  return kind === 'image' ? path || 'Images' : 'Text';
}

// --- form controls, each within its label

const control = (label) => label.querySelector('input, select, textarea');

function labelled(text, element) {
  const label = document.createElement('label');
  element.setAttribute('aria-label', text); // of the label the options of a select would be a part
  label.append(document.createTextNode(text), element);
  return label;
}

function input(text, hint, value) {
  const element = document.createElement('input');
  element.placeholder = hint;
  element.value = value;
  return labelled(text, element);
}

function area(text, value) {
  const element = document.createElement('textarea');
  element.rows = 6;
  element.value = value;
  return labelled(text, element);
}

function checkbox(text, name, checked) {
  const element = document.createElement('input');
  element.type = 'checkbox';
  element.name = name;
  element.checked = checked;
  const label = labelled(text, element);
  label.className = 'check';
  return label;
}

function select(text, options, value) {
  const element = document.createElement('select');
  element.append(...options.map(([key, name]) => new Option(name, key)));
  element.value = value;
  return labelled(text, element);
}

/** What a browser offers to complete. */
function names(host) {
  const lists = document.createElement('div');
  const metrics = host.metricNames.slice(0, 1000);
  const list = (id, values) => {
    const element = lists.appendChild(document.createElement('datalist'));
    element.id = id;
    element.append(...values.map((value) => new Option(value)));
  };
  list('metrics', metrics);
  list('columns', ['duration', 'start_time', ...metrics.flatMap((m) => [`metrics.${m}`, `min(metrics.${m})`])]);
  return lists;
}

function buttons(dialog, name) {
  const row = document.createElement('div');
  row.className = 'buttons';
  const cancel = row.appendChild(document.createElement('button'));
  cancel.type = 'button';
  cancel.textContent = 'Cancel';
  cancel.addEventListener('click', () => dialog.close());
  const ok = row.appendChild(document.createElement('button'));
  ok.className = 'primary';
  ok.textContent = name;
  return row;
}
