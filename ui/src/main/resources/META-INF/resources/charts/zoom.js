/**
 * Drag across a chart to look closer, double-click to see all of it again. The wheel is left to the page, which would
 * not scroll over a wall of charts otherwise.
 *
 * @param {HTMLElement} area where to drag
 * @param {(from: number, to: number) => void} zoom called with pixels from the left
 * @param {() => void} reset
 */
export function dragToZoom(area, zoom, reset) {
  const LEAST_PIXELS = 6;
  const shade = document.createElement('div');
  shade.className = 'zoom-shade';
  let start = null;

  const at = (e) => e.clientX - area.getBoundingClientRect().left;
  const stop = () => {
    start = null;
    shade.remove();
  };
  area.addEventListener('pointerdown', (e) => {
    // a finger scrolls the page
    if (e.button === 0 && e.pointerType !== 'touch') start = at(e);
  });
  area.addEventListener('pointermove', (e) => {
    if (start === null) return;
    if (!shade.isConnected) {
      area.append(shade);
      area.setPointerCapture(e.pointerId);
    }
    shade.style.left = `${Math.min(start, at(e))}px`;
    shade.style.width = `${Math.abs(at(e) - start)}px`;
  });
  area.addEventListener('pointerup', (e) => {
    if (start === null) return;
    const [from, to] = [Math.min(start, at(e)), Math.max(start, at(e))];
    stop();
    if (to - from >= LEAST_PIXELS) zoom(from, to);
  });
  area.addEventListener('pointercancel', stop);
  area.addEventListener('dblclick', reset);
}
