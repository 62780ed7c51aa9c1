/**
 * Drag across a chart to look closer, with shift at a box of it; double-click to see all of it again. The wheel is left
 * to the page, which would not scroll over a wall of charts otherwise.
 *
 * @param {HTMLElement} area where to drag
 * @param {(box: {left: number, right: number, top?: number, bottom?: number}) => void} zoom called with pixels of the
 *   area; without top and bottom all of its height is meant
 * @param {() => void} reset
 */
export function dragToZoom(area, zoom, reset) {
  const LEAST_PIXELS = 6;
  const shade = document.createElement('div');
  shade.className = 'zoom-shade';
  let start = null;

  const at = (e) => {
    const box = area.getBoundingClientRect();
    return { x: e.clientX - box.left, y: e.clientY - box.top };
  };
  const stop = () => {
    start = null;
    shade.remove();
  };
  area.addEventListener('pointerdown', (e) => {
    // a finger scrolls the page
    if (e.button === 0 && e.pointerType !== 'touch') start = { ...at(e), isBox: e.shiftKey };
  });
  area.addEventListener('pointermove', (e) => {
    if (start === null) return;
    if (!shade.isConnected) {
      area.append(shade);
      area.setPointerCapture(e.pointerId);
    }
    const now = at(e);
    shade.style.left = `${Math.min(start.x, now.x)}px`;
    shade.style.width = `${Math.abs(now.x - start.x)}px`;
    shade.style.top = start.isBox ? `${Math.min(start.y, now.y)}px` : '0';
    shade.style.height = start.isBox ? `${Math.abs(now.y - start.y)}px` : '100%';
  });
  area.addEventListener('pointerup', (e) => {
    if (start === null) return;
    const { x, y, isBox } = start;
    const now = at(e);
    stop();
    if (Math.abs(now.x - x) < LEAST_PIXELS) return;
    const box = { left: Math.min(x, now.x), right: Math.max(x, now.x) };
    const isTall = isBox && Math.abs(now.y - y) >= LEAST_PIXELS;
    zoom(isTall ? { ...box, top: Math.min(y, now.y), bottom: Math.max(y, now.y) } : box);
  });
  area.addEventListener('pointercancel', stop);
  area.addEventListener('dblclick', reset);
}
