import { SeriesSource } from './series-source.js';
import { isPassing, Outcome } from './server.js';

const POLL_MS = 1500;
const RETRY_MS = 4000;
/** Of many runs fewer, for their lines cover each other; whoever looks closer gets more. */
const BUCKETS = 400;
const BUCKETS_OF_MANY = 200;
const MANY_RUNS = 25;
const SERIES_AT_ONCE = 200;
const METRICS_AT_ONCE = 24;
const MOST_METRICS = 100;
const MOST_BUCKETS = 1_000_000;

/**
 * The series that the charts of a page are made of, each fetched once however many charts show it, and many with one
 * request. While charts are in view and runs live, one request a tick asks for what is new of all of them.
 */
export class SeriesPool {
  #runs = [];
  #view = { x: 'step' };
  #wanted = new Map(); // metric → its listeners
  #series = new Map(); // metric → run → series
  #asked = new Map(); // metric → runs that were asked for
  #batches = []; // sources of live runs, asked again and again
  #age = new AbortController(); // of everything that is of the present view
  #loading = null;
  #ticking = null;
  #busy = false;

  constructor() {
    this.look = () => this.#tickIfWatched();
  }

  start() {
    document.addEventListener('visibilitychange', this.look);
    this.#loadSoon();
  }

  stop() {
    document.removeEventListener('visibilitychange', this.look);
    this.#age.abort();
    this.#age = new AbortController();
    this.#batches = [];
    this.#asked.clear();
    clearTimeout(this.#ticking);
    clearTimeout(this.#loading);
    this.#loading = null;
  }

  /** @param {{id: string, live?: boolean}[]} runs */
  setRuns(runs) {
    const live = new Map(this.#runs.map((run) => [run.id, !!run.live]));
    // what is no longer live is fetched once more, for its last points; what is live again as well
    const turned = runs.filter((run) => live.has(run.id) && live.get(run.id) !== !!run.live).map((run) => run.id);
    this.#runs = runs;
    if (turned.length) {
      this.#asked.forEach((asked) => turned.forEach((id) => asked.delete(id)));
      this.#batches = [];
    }
    this.#load(); // at once: drawing what is there would only delay it
  }

  get #buckets() {
    return this.#runs.length > MANY_RUNS ? BUCKETS_OF_MANY : BUCKETS;
  }

  #source(runs, metrics) {
    return new SeriesSource(runs, metrics, { ...this.#view, buckets: this.#buckets });
  }

  /** Draws against another axis: nothing that is there is of use. */
  setAxis(x) {
    if (x === this.#view.x) return;
    this.#series.clear();
    this.#renew({ x });
  }

  /**
   * Looks closer. What is there stays until better comes.
   *
   * @param {{from: number, to: number} | null} range on the axis
   */
  setRange(range) {
    this.#renew({ x: this.#view.x, ...range });
  }

  #renew(view) {
    this.#view = view;
    this.#age.abort();
    this.#age = new AbortController();
    this.#asked.clear();
    this.#batches = [];
    this.#loadSoon();
  }

  /**
   * @param {string[]} metrics
   * @param {(outcome: string) => void} listener told when there is news of any of them
   * @returns {() => void} to be called when it is not wanted any more
   */
  subscribe(metrics, listener) {
    for (const metric of metrics) {
      if (!this.#wanted.has(metric)) this.#wanted.set(metric, new Set());
      this.#wanted.get(metric).add(listener);
    }
    this.#loadSoon();
    return () => metrics.forEach((metric) => this.#leave(metric, listener));
  }

  #leave(metric, listener) {
    const listeners = this.#wanted.get(metric);
    listeners?.delete(listener);
    if (listeners?.size === 0) {
      this.#wanted.delete(metric);
      this.#asked.delete(metric);
      this.#series.delete(metric);
    }
  }

  /** A series as far as it is known; undefined while it is not, or when there is none. */
  series(metric, runId) {
    return this.#series.get(metric)?.get(runId);
  }

  /** Whether all of a metric has been answered. */
  isComplete(metric) {
    const asked = this.#asked.get(metric);
    return !!asked && this.#runs.every((run) => asked.get(run.id) === 'answered');
  }

  // --- the first time

  #loadSoon() {
    this.#loading ??= setTimeout(() => {
      this.#loading = null;
      this.#load();
    });
  }

  #load() {
    const requests = new Map(); // the runs that are missing → metrics
    for (const metric of this.#wanted.keys()) {
      if (!this.#asked.has(metric)) this.#asked.set(metric, new Map());
      const asked = this.#asked.get(metric);
      for (const live of [false, true]) {
        const missing = this.#runs.filter((run) => !!run.live === live && !asked.has(run.id)).map((run) => run.id);
        if (missing.length === 0) continue;
        missing.forEach((id) => asked.set(id, 'asked'));
        const key = `${live}:${missing}`;
        if (!requests.has(key)) requests.set(key, { live, runs: missing, metrics: [] });
        requests.get(key).metrics.push(metric);
      }
    }
    for (const { live, runs, metrics } of requests.values()) {
      const size = Math.min(METRICS_AT_ONCE, Math.max(1, Math.floor(SERIES_AT_ONCE / runs.length)));
      for (const some of chunks(metrics, size)) this.#ask(this.#source(runs, some), live);
    }
    this.#tickSoon();
  }

  async #ask(source, live) {
    const { signal } = this.#age;
    const outcome = await this.#read(source, signal);
    if (outcome === null) return;
    if (isPassing(outcome)) {
      setTimeout(() => {
        if (signal.aborted) return;
        this.#forget(source);
        this.#loadSoon();
      }, RETRY_MS);
    } else if (live) {
      this.#batches.push(source);
    }
  }

  #forget(source) {
    for (const metric of source.metrics) {
      source.runs.forEach((id) => this.#asked.get(metric)?.delete(id));
    }
  }

  /** @returns {Promise<string | null>} the outcome; null when it is of no interest any more */
  async #read(source, signal) {
    let answer;
    try {
      answer = await source.read(signal);
    } catch (e) {
      if (e.name === 'AbortError') return null;
      console.warn('charts:', e);
      answer = { outcome: Outcome.FAILED };
    }
    if (signal.aborted) return null;
    for (const s of answer.series ?? []) this.#put(s);
    const answered = answer.outcome === Outcome.CHANGED || answer.outcome === Outcome.UNCHANGED;
    const told = new Set();
    for (const metric of source.metrics) {
      if (answered) source.runs.forEach((id) => this.#asked.get(metric)?.set(id, 'answered'));
      this.#wanted.get(metric)?.forEach((listener) => told.add(listener));
    }
    told.forEach((listener) => listener(answer.outcome));
    return answer.outcome;
  }

  #put(s) {
    if (!this.#wanted.has(s.metric)) return;
    if (!this.#series.has(s.metric)) this.#series.set(s.metric, new Map());
    this.#series.get(s.metric).set(s.runId, s);
  }

  // --- and again

  get #isWatched() {
    return document.visibilityState === 'visible' && this.#runs.some((run) => run.live);
  }

  #tickSoon() {
    clearTimeout(this.#ticking);
    if (this.#isWatched) this.#ticking = setTimeout(() => this.#tickIfWatched(), POLL_MS);
  }

  async #tickIfWatched() {
    clearTimeout(this.#ticking);
    if (!this.#isWatched || this.#busy) return;
    this.#busy = true;
    const { signal } = this.#age;
    let outcomes = [];
    try {
      this.#regroup();
      outcomes = await Promise.all(this.#batches.map((source) => this.#read(source, signal)));
    } finally {
      this.#busy = false;
    }
    if (signal.aborted) return this.#tickSoon();
    clearTimeout(this.#ticking);
    this.#ticking = setTimeout(() => this.#tickIfWatched(), outcomes.some(isPassing) ? RETRY_MS : POLL_MS);
  }

  /** As few requests as can be, for all that is looked at and little else: scrolling and runs that end leave gaps. */
  #regroup() {
    const runs = this.#runs.filter((run) => run.live).map((run) => run.id);
    const metrics = [...this.#wanted.keys()].filter((m) => runs.every((id) => this.#asked.get(m)?.get(id) === 'answered'));
    const asked = new Set(this.#batches.flatMap((b) => b.metrics.flatMap((m) => b.runs.map((id) => `${id},${m}`))));
    const needed = metrics.flatMap((m) => runs.map((id) => `${id},${m}`));
    const most = Math.max(1, Math.min(MOST_METRICS, Math.floor(MOST_BUCKETS / (runs.length * this.#buckets))));
    const isLean = this.#batches.length <= Math.ceil(metrics.length / most) && needed.length * 2 >= asked.size;
    if (isLean && needed.every((pair) => asked.has(pair))) return;
    this.#batches = [...chunks(metrics, most)].map((some) => this.#source(runs, some));
  }
}

function* chunks(list, size) {
  for (let i = 0; i < list.length; i += size) yield list.slice(i, i + size);
}
