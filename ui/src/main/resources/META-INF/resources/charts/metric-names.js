import { get, isPassing, Outcome } from './server.js';

const POLL_MS = 5000;
const FIRST_POLL_MS = 1500; // while there are none: somebody waits for a run to begin
const RETRY_MS = 4000;

/** The names of the metrics of some runs; while some are live, it looks for new ones. */
export class MetricNames {
  #runs = [];
  #known = new Map(); // name → of how many runs
  #steps = new Map(); // run → the steps where its history goes on in another branch
  #told;
  #request = null;
  #timer = null;
  #started = false;

  /** @param {(outcome: string) => void} told when there is news */
  constructor(told) {
    this.#told = told;
    this.look = () => this.#again(0);
  }

  start() {
    this.#started = true;
    document.addEventListener('visibilitychange', this.look);
    this.#read(this.#runs, true);
  }

  stop() {
    this.#started = false;
    document.removeEventListener('visibilitychange', this.look);
    this.#request?.abort();
    clearTimeout(this.#timer);
  }

  /** @param {{id: string, live?: boolean}[]} runs */
  setRuns(runs) {
    const before = this.#runs;
    this.#runs = runs;
    if (!this.#started) return;
    if (idsOf(runs) !== idsOf(before)) this.#read(runs, true);
    // what has ended may have had a last new one
    else if (idsOf(runs.filter(isLive)) !== idsOf(before.filter(isLive))) this.#read(runs, false);
  }

  get names() {
    return this.#known;
  }

  /** Where a run was rewound, or forked. */
  branches(runId) {
    return this.#steps.get(runId) ?? [];
  }

  async #read(runs, anew) {
    this.#request?.abort();
    clearTimeout(this.#timer);
    if (runs.length === 0) {
      this.#known = new Map();
      return this.#told(Outcome.CHANGED);
    }
    this.#request = new AbortController();
    const { signal } = this.#request;
    let answer;
    try {
      // the browser keeps the answer, and asks whether it is still so
      answer = await get(`series/names?runs=${runs.map((run) => run.id)}`, { signal, cache: 'no-cache' });
      if (answer.outcome === Outcome.CHANGED) this.#take(await answer.response.json(), anew);
    } catch (e) {
      if (e.name === 'AbortError') return;
      answer = { outcome: Outcome.FAILED };
    }
    if (signal.aborted) return;
    this.#told(answer.outcome);
    if (isPassing(answer.outcome)) this.#timer = setTimeout(() => this.#read(runs, anew), RETRY_MS);
    else this.#again(this.#known.size ? POLL_MS : FIRST_POLL_MS);
  }

  #take({ names, runs, branches }, anew) {
    if (anew) this.#known = new Map();
    names.forEach((name, i) => this.#known.set(name, Math.max(runs[i], this.#known.get(name) ?? 0)));
    branches.forEach(({ run, steps }) => this.#steps.set(run, steps));
  }

  #again(after) {
    clearTimeout(this.#timer);
    const live = this.#runs.filter(isLive);
    if (live.length === 0 || document.visibilityState !== 'visible') return;
    this.#timer = setTimeout(() => this.#read(live, false), after);
  }
}

const isLive = (run) => !!run.live;
const idsOf = (runs) => String(runs.map((run) => run.id));
