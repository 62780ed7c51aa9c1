import { readFrame } from './column-frame.js';

/** What became of a request for series. */
export const Outcome = Object.freeze({
  CHANGED: 'changed',
  UNCHANGED: 'unchanged',
  UNAUTHORIZED: 'unauthorized',
  GONE: 'gone',
  UNREACHABLE: 'unreachable',
  FAILED: 'failed',
});

/** Reads bucketed series from the server; after the first time only what has changed since. */
export class SeriesSource {
  #query = '';
  #cursor = null;
  #series = new Map();

  /** @returns {Promise<{outcome: string, series?: object[]}>} */
  async read({ runs, metrics, buckets, from, to }, signal) {
    const query = new URLSearchParams({ runs, metrics, buckets });
    if (from !== undefined) {
      query.set('from', from);
      query.set('to', to);
    }
    const cursor = query.toString() === this.#query ? this.#cursor : null;
    const since = cursor ? `&since=${cursor}` : '';
    let response;
    try {
      response = await fetch(new URL(`api/v1/series?${query}${since}`, document.baseURI).href, {
        headers: { Accept: 'application/vnd.assay.columns' },
        signal,
        credentials: 'same-origin',
        cache: 'no-store',
      });
    } catch (e) {
      if (e.name === 'AbortError') throw e;
      return { outcome: Outcome.UNREACHABLE };
    }
    if (response.status === 401 || response.status === 403) return { outcome: Outcome.UNAUTHORIZED };
    if (response.status === 404) return { outcome: Outcome.GONE };
    if (!response.ok) {
      this.#cursor = null; // should it be the cursor that is not understood, the next try is without
      return { outcome: Outcome.FAILED };
    }
    const answer = readFrame(await response.arrayBuffer());
    if (!cursor) this.#series.clear();
    answer.series.forEach((s) => this.#take(s));
    this.#query = query.toString();
    this.#cursor = answer.cursor;
    if (cursor && answer.series.length === 0) return { outcome: Outcome.UNCHANGED };
    return { outcome: Outcome.CHANGED, series: this.#inOrder(runs.split(','), metrics.split(',')) };
  }

  /** Puts what has changed of a series in the place of what was there. */
  #take(s) {
    const key = `${s.runId},${s.metric}`;
    const before = this.#series.get(key);
    if (s.replacesFrom !== null && before) {
      const kept = before.step.findIndex((step) => step >= s.replacesFrom);
      for (const column of s.columns) {
        s[column] = before[column].slice(0, kept < 0 ? before.step.length : kept).concat(s[column]);
      }
    }
    this.#series.set(key, s);
  }

  #inOrder(runs, metrics) {
    return runs.flatMap((run) => metrics.map((metric) => this.#series.get(`${run},${metric}`))).filter(Boolean);
  }
}
