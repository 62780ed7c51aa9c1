import { readFrame } from './column-frame.js';
import { get, Outcome } from './server.js';

const FRAME = 'application/vnd.assay.columns';

/** Some series of some runs, read from the server; after the first time only what has changed since. */
export class SeriesSource {
  #query;
  #cursor = null;
  #series = new Map();

  /**
   * @param {string[]} runs
   * @param {string[]} metrics
   * @param {{x: string, buckets: number, from?: number, to?: number}} view
   */
  constructor(runs, metrics, view) {
    this.runs = runs;
    this.metrics = metrics;
    this.#query = new URLSearchParams({ runs, metrics, buckets: view.buckets, x: view.x });
    if (view.from !== undefined) {
      this.#query.set('from', view.from);
      this.#query.set('to', view.to);
    }
  }

  /** @returns {Promise<{outcome: string, series?: object[]}>} those that have changed, each whole */
  async read(signal) {
    const since = this.#cursor;
    const more = since ? `&since=${since}` : '';
    const { outcome, response } = await get(`series?${this.#query}${more}`, { accept: FRAME, signal });
    if (outcome !== Outcome.CHANGED) {
      this.#cursor = null; // should it be the cursor that is not understood, the next try is without
      return { outcome };
    }
    const answer = readFrame(await response.arrayBuffer());
    this.#cursor = answer.cursor;
    if (since && answer.series.length === 0) return { outcome: Outcome.UNCHANGED };
    return { outcome, series: answer.series.map((s) => this.#take(s)) };
  }

  /** Puts what has changed of a series in the place of what was there. */
  #take(s) {
    const key = `${s.runId},${s.metric}`;
    const before = this.#series.get(key);
    if (s.replacesFrom !== null && before) {
      const kept = before.step.findIndex((step) => step >= s.replacesFrom);
      for (const column of s.columns) {
        s[column] = joined(kept < 0 ? before[column] : before[column].subarray(0, kept), s[column]);
      }
    }
    this.#series.set(key, s);
    return s;
  }
}

function joined(before, after) {
  const all = new Float64Array(before.length + after.length);
  all.set(before);
  all.set(after, before.length);
  return all;
}
