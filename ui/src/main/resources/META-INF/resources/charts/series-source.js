import { parse } from './numbers.js';

/** What became of a request for series. */
export const Outcome = Object.freeze({
  CHANGED: 'changed',
  UNCHANGED: 'unchanged',
  UNAUTHORIZED: 'unauthorized',
  GONE: 'gone',
  UNREACHABLE: 'unreachable',
  FAILED: 'failed',
});

/** Reads bucketed series from the server; what has not changed since the last time costs an empty answer. */
export class SeriesSource {
  #url = '';
  #etag = null;

  /** @returns {Promise<{outcome: string, series?: object[]}>} */
  async read({ runs, metrics, buckets, from, to }, signal) {
    const query = new URLSearchParams({ runs, metrics, buckets });
    if (from !== undefined) {
      query.set('fromStep', from);
      query.set('toStep', to);
    }
    const url = new URL(`api/v1/series?${query}`, document.baseURI).href;
    const headers = { Accept: 'application/json' };
    if (url === this.#url && this.#etag) headers['If-None-Match'] = this.#etag;
    let response;
    try {
      // no-store: else the browser's cache answers a 304 with an old body as if it were new
      response = await fetch(url, { headers, signal, credentials: 'same-origin', cache: 'no-store' });
    } catch (e) {
      if (e.name === 'AbortError') throw e;
      return { outcome: Outcome.UNREACHABLE };
    }
    if (response.status === 304) return { outcome: Outcome.UNCHANGED };
    if (response.status === 401 || response.status === 403) return { outcome: Outcome.UNAUTHORIZED };
    if (response.status === 404) return { outcome: Outcome.GONE };
    if (!response.ok) return { outcome: Outcome.FAILED };
    const { series } = await response.json();
    this.#url = url;
    this.#etag = response.headers.get('ETag');
    return { outcome: Outcome.CHANGED, series: series.map(columns) };
  }
}

function columns(s) {
  return {
    ...s,
    min: s.min.map(parse),
    max: s.max.map(parse),
    mean: s.mean.map(parse),
    last: s.last.map(parse),
  };
}
