/** What became of a request. */
export const Outcome = Object.freeze({
  CHANGED: 'changed',
  UNCHANGED: 'unchanged',
  UNAUTHORIZED: 'unauthorized',
  GONE: 'gone',
  UNREACHABLE: 'unreachable',
  FAILED: 'failed',
});

/** Whether another try may help. */
export function isPassing(outcome) {
  return outcome === Outcome.UNREACHABLE || outcome === Outcome.FAILED;
}

/**
 * Asks the server for something.
 *
 * @param {string} path below /api/v1/
 * @param {{accept?: string, signal?: AbortSignal, cache?: string}} how
 * @returns {Promise<{outcome: string, response?: Response}>}
 */
export async function get(path, { accept = 'application/json', signal, cache = 'no-store' } = {}) {
  let response;
  try {
    response = await fetch(new URL(`api/v1/${path}`, document.baseURI).href, {
      headers: { Accept: accept },
      signal,
      credentials: 'same-origin',
      cache,
    });
  } catch (e) {
    if (e.name === 'AbortError') throw e;
    return { outcome: Outcome.UNREACHABLE };
  }
  if (response.ok) return { outcome: Outcome.CHANGED, response };
  if (response.status === 401 || response.status === 403) return { outcome: Outcome.UNAUTHORIZED };
  if (response.status === 404) return { outcome: Outcome.GONE };
  return { outcome: Outcome.FAILED, response };
}
