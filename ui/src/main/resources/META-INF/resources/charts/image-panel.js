import { get, Outcome } from './server.js';

const MOST_RUNS = 12;
const MOST_FILES = 1000;
const IMAGE = /\.(png|jpe?g|gif|webp)$/i;
const REREAD_MS = 15_000;

/**
 * Images that runs have kept in a folder of their artifacts: of each run the newest one up to a step. The step of an
 * image is what the artifact says, else the last number in its name.
 */
export function imagePanel(panel, host) {
  const element = document.createElement('div');
  element.className = 'images';
  const slider = label('Step');
  const images = element.appendChild(document.createElement('div'));
  images.className = 'images-row';
  images.tabIndex = 0; // many are scrolled by keys
  element.append(slider.element);
  const state = { all: new Map(), step: Infinity, timer: null };

  const show = () => {
    const steps = [...new Set([...state.all.values()].flat().map((image) => image.step))].sort((a, b) => a - b);
    slider.set(steps, state.step);
    images.replaceChildren(...host.runs.slice(0, MOST_RUNS).map((run) => figure(run, state)).filter(Boolean));
    if (!images.children.length) images.append(note(panel.path));
  };
  slider.changed = (step) => {
    state.step = step;
    show();
  };
  const read = async () => {
    clearTimeout(state.timer);
    const runs = host.runs.slice(0, MOST_RUNS);
    await Promise.all(runs.map(async (run) => state.all.set(run.id, await imagesOf(run.id, panel.path ?? ''))));
    if (!element.isConnected) return;
    show();
    if (host.runs.some((run) => run.live)) state.timer = setTimeout(() => element.isConnected && read(), REREAD_MS);
  };
  let known = '';
  element.refresh = () => {
    const ids = String(host.runs.map((run) => run.id));
    if (ids === known) return;
    known = ids;
    read();
  };
  queueMicrotask(() => element.refresh());
  return element;
}

async function imagesOf(run, folder) {
  const query = new URLSearchParams({ limit: MOST_FILES });
  if (folder) query.set('path', folder);
  const { outcome, response } = await get(`runs/${run}/artifacts?${query}`);
  if (outcome !== Outcome.CHANGED) return [];
  const { items } = await response.json();
  return items
    .filter((file) => file.kind === 'file' && IMAGE.test(file.path))
    .map((file) => ({ path: file.path, step: file.step ?? stepIn(file.path), digest: file.sha256 }));
}

function stepIn(path) {
  const numbers = path.slice(path.lastIndexOf('/') + 1).match(/\d+/g);
  return numbers ? Number(numbers.at(-1)) : 0;
}

function figure(run, { all, step }) {
  const image = (all.get(run.id) ?? []).filter((i) => i.step <= step).sort((a, b) => b.step - a.step)[0];
  if (!image) return null;
  const figure = document.createElement('figure');
  const img = figure.appendChild(document.createElement('img'));
  img.alt = `${image.path} of ${run.name}`;
  img.src = new URL(`api/v1/runs/${run.id}/artifacts/content?${new URLSearchParams({ path: image.path })}`, document.baseURI).href;
  const caption = figure.appendChild(document.createElement('figcaption'));
  caption.textContent = `${run.name} · step ${image.step.toLocaleString('en-US')}`;
  return figure;
}

function note(path) {
  const p = document.createElement('p');
  p.className = 'message';
  p.textContent = `No images in ${path ? `the folder ${path}` : 'the top folder'} of these runs' artifacts.`;
  return p;
}

/** A slider over the steps that there are. */
function label(text) {
  const element = document.createElement('label');
  element.className = 'step';
  element.append(text);
  const input = element.appendChild(document.createElement('input'));
  input.type = 'range';
  input.min = 0;
  const shown = element.appendChild(document.createElement('span'));
  const slider = { element, changed: () => {} };
  let steps = [];
  slider.set = (all, step) => {
    steps = all;
    element.hidden = steps.length < 2;
    input.max = steps.length - 1;
    const at = steps.findLastIndex((s) => s <= step);
    input.value = at < 0 ? steps.length - 1 : at;
    shown.textContent = steps.length ? steps[input.value].toLocaleString('en-US') : '';
  };
  input.addEventListener('input', () => slider.changed(Number(input.value) === steps.length - 1 ? Infinity : steps[input.value]));
  return slider;
}
