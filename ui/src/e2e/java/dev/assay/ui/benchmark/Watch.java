package dev.assay.ui.benchmark;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.util.Map;
import java.util.Objects;

/**
 * A script in the page that looks at it in every frame, and so knows to a frame when something was painted. Times are
 * those of the page, in milliseconds since the navigation began.
 */
final class Watch {
  private static final String SCRIPT =
      """
      globalThis.watch = (() => {
        const PATIENCE_MS = 30000;
        let asked = 0; // when Enter was pressed or something was clicked
        let sent = 0; // when the first request after that went out
        const noteSending = () => { if (asked && !sent) sent = performance.now(); };
        for (const [owner, name] of [[XMLHttpRequest.prototype, 'send'], [WebSocket.prototype, 'send'], [globalThis, 'fetch']]) {
          const original = owner[name];
          owner[name] = function (...all) { noteSending(); return original.apply(this, all); };
        }
        const noteAsking = (event) => { asked = event.timeStamp; sent = 0; };
        addEventListener('keydown', (event) => { if (event.key === 'Enter') noteAsking(event); }, true);
        addEventListener('click', noteAsking, true);

        /** Calls back in each frame as it is about to be painted; what is done after the paint gets the time. */
        const eachFrame = (look, painted) => requestAnimationFrame(() => {
          const seen = look();
          const channel = new MessageChannel();
          channel.port1.onmessage = () => painted(seen, performance.now());
          channel.port2.postMessage(0);
        });
        /** When the first frame was painted in which something is so. */
        const until = (isSo) => new Promise((found, lost) => {
          const end = performance.now() + PATIENCE_MS;
          const again = () => eachFrame(isSo, (seen, now) => {
            if (seen) found(now);
            else if (now > end) lost(new Error(`not seen for ${PATIENCE_MS} ms: ${isSo}`));
            else again();
          });
          again();
        });

        const inView = (box) => box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight
          && box.right > 0 && box.left < innerWidth;
        const table = () => [...document.querySelectorAll('%1$s')].find((t) => t.shadowRoot && inView(t.getBoundingClientRect()));
        const textOf = (row) => {
          if (row.hasAttribute('loading') || row.getAttribute('part')?.includes('loading')) return '';
          let text = '';
          for (const cell of row.children) {
            text += cell.querySelector('slot')?.assignedElements()[0]?.textContent.trim() ?? '';
          }
          return text;
        };
        /** The rows in view from top to bottom: where they are and what they say. */
        const rows = (grid) => {
          const box = grid.getBoundingClientRect();
          const top = grid.shadowRoot.querySelector('#header').getBoundingClientRect().bottom;
          const scroller = grid.shadowRoot.querySelector('#table');
          const bottom = Math.min(box.top + scroller.clientHeight, innerHeight);
          const found = [];
          for (const row of grid.shadowRoot.querySelectorAll('#items > tr')) {
            if (row.hidden) continue;
            const place = row.getBoundingClientRect();
            if (place.bottom > top + 1 && place.top < bottom - 1) {
              found.push({ top: Math.max(top, place.top), bottom: Math.min(bottom, place.bottom), text: textOf(row) });
            }
          }
          return { top, bottom, found: found.sort((a, b) => a.top - b.top) };
        };
        /** Whether all that is in view of a table with more rows than fit is rows with text. */
        const isFull = (grid) => {
          const seen = rows(grid);
          let reached = seen.top;
          for (const row of seen.found) {
            if (row.text === '' || row.top > reached + 2) return false;
            reached = row.bottom;
          }
          return reached > seen.bottom - 2;
        };
        const hasRows = (grid) => {
          const { found } = rows(grid);
          return found.length > 0 && found.every((row) => row.text !== '');
        };
        const words = (grid) => rows(grid).found.map((row) => row.text).join('|');

        const charts = () => [...document.querySelectorAll('%2$s'),
          ...[...document.querySelectorAll('%3$s')].flatMap((p) => [...p.shadowRoot?.querySelectorAll('%2$s') ?? []])];
        const chartsInView = () => charts().filter((chart) => inView(chart.getBoundingClientRect()));
        const areDrawn = (seen) => seen.length > 0 && seen.every((chart) => chart.dataset.state === 'ready');

        let sampling = null;
        const is = {
          table: () => { const grid = table(); return Boolean(grid) && hasRows(grid); },
          charts: () => areDrawn(chartsInView()),
        };
        let loaded = {};
        const after = (found) => found.then((at) => ({ at, took: at - (sent && sent - asked > 100 ? sent : asked), waited: sent - asked }));
        return {
          /** Begins to wait for the first of what is to be seen on the page that is being loaded. */
          begin: (what) => { loaded[what] = until(is[what]); loaded[what].catch(() => {}); },
          loaded: (what) => loaded[what] ?? until(is[what]),
          /** Begins to wait for other rows than there are now. */
          arm: () => {
            asked = 0;
            const before = words(table());
            loaded.change = after(until(() => {
              const grid = table();
              return asked && grid && hasRows(grid) && words(grid) !== before;
            }));
            loaded.change.catch(() => {});
          },
          change: () => loaded.change,
          /** Begins to wait for a chart of so many lines after a click. */
          armCharts: (lines) => {
            asked = 0;
            loaded.overlay = after(until(() => asked && areDrawn(chartsInView())
              && chartsInView().some((chart) => Number(chart.dataset.lines) >= lines)));
            loaded.overlay.catch(() => {});
          },
          overlay: () => loaded.overlay,
          asked: () => asked,
          charts: () => charts().length,
          chartsInView: () => chartsInView().filter((chart) => chart.dataset.state === 'ready').length,
          points: () => charts().reduce((sum, chart) => sum + Number(chart.dataset.points ?? 0), 0),
          /** Looks at the table in each frame from now on. */
          sample: () => {
            const mine = { frames: 0, longestBlank: 0, longestFrame: 0, blankFrames: 0 };
            sampling = mine;
            let last = performance.now(); // of a frame without blank rows
            let before = last;
            const again = () => eachFrame(() => isFull(table()), (full, now) => {
              mine.frames++;
              mine.longestFrame = Math.max(mine.longestFrame, now - before);
              before = now;
              if (full) {
                if (mine.blank) mine.longestBlank = Math.max(mine.longestBlank, now - last);
                mine.blank = false;
                last = now;
              } else {
                mine.blank = true;
                mine.blankFrames++;
                mine.longestBlank = Math.max(mine.longestBlank, now - last);
              }
              if (sampling === mine) again();
            });
            again();
          },
          sampled: () => { const all = sampling; sampling = null; return all; },
          scrolled: () => table().shadowRoot.querySelector('#table').scrollTop,
          isFull: () => isFull(table()),
        };
      })();
      """
          .formatted(Pages.TABLE, Pages.CHART, Pages.PANELS);

  private Watch() {}

  /** From now on in all pages of a window. */
  static void into(BrowserContext window) {
    window.addInitScript(SCRIPT + "watch.begin('table'); watch.begin('charts');");
  }

  static void into(Page page) {
    into(page.context());
  }

  /** Milliseconds from the beginning of the navigation until it was painted. */
  static double loaded(Page page, String what) {
    return number(page.evaluate("what => watch.loaded(what)", what));
  }

  static double number(Object evaluated) {
    return ((Number) evaluated).doubleValue();
  }

  static double number(Object evaluated, String field) {
    return number(Objects.requireNonNull(((Map<?, ?>) evaluated).get(field), field));
  }
}
