const { echarts } = globalThis;
const { format, graphic } = echarts;

/**
 * Many points or lines as one shape: ten thousand shapes of their own would make every movement of the mouse slow.
 * Those of one colour are cut into pieces, for what overlaps within one shape does not look denser.
 */
const Points = graphic.extendShape({
  type: 'assay-points',
  shape: { rows: [], x: [], y: [], r: [] },
  buildPath(path, { rows, x, y, r }) {
    for (const i of rows) {
      path.moveTo(x[i] + r[i], y[i]);
      path.arc(x[i], y[i], r[i], 0, 2 * Math.PI);
    }
  },
});

const Lines = graphic.extendShape({
  type: 'assay-lines',
  shape: { rows: [], x: [], y: [] },
  buildPath(path, { rows, x, y }) {
    for (const i of rows) {
      path.moveTo(x[0], y[0][i]);
      for (let k = 1; k < x.length; k++) path.lineTo(x[k], y[k][i]);
    }
  },
});

const PIECE = 16;
const ABOVE_AXES = { silent: true, z: 2 };

export function points(rows, { x, y, r }, coloring, style, layer = {}) {
  return pieces(rows, coloring).map(
    ([color, piece]) =>
      new Points({ ...ABOVE_AXES, ...layer, shape: { rows: piece, x, y, r }, style: { fill: color, ...style } }),
  );
}

/**
 * @param {number[]} x of each axis
 * @param {Float32Array[]} y of each axis, by row
 */
export function lines(rows, { x, y }, coloring, style, layer = {}) {
  return pieces(rows, coloring).map(
    ([color, piece]) =>
      new Lines({ ...ABOVE_AXES, ...layer, shape: { rows: piece, x, y }, style: { fill: 'none', stroke: color, ...style } }),
  );
}

function pieces(rows, { of, colors }) {
  const byColor = new Map();
  for (const i of rows) {
    const color = colors[of[i]];
    if (!byColor.has(color)) byColor.set(color, []);
    byColor.get(color).push(i);
  }
  const all = [];
  for (const [color, members] of byColor) {
    for (let k = 0; k < members.length; k += PIECE) all.push([color, members.slice(k, k + PIECE)]);
  }
  // as the rows are: else all of one colour would hide another
  return all.sort(([, a], [, b]) => a[0] - b[0]);
}

export function rectangle(shape, style, layer = {}) {
  return new graphic.Rect({ ...ABOVE_AXES, ...layer, shape, style });
}

export function line(x1, y1, x2, y2, style, layer = {}) {
  return new graphic.Line({ ...ABOVE_AXES, ...layer, shape: { x1, y1, x2, y2 }, style });
}

/** Words that are cut where they would be wider than `style.width`. */
export function text(x, y, words, theme, { width, ...style } = {}, layer = {}) {
  const font = style.font ?? `11px ${theme.font}`;
  return new graphic.Text({
    ...ABOVE_AXES,
    z: 3,
    ...layer,
    style: {
      x, y, text: words, fill: theme.soft, verticalAlign: 'middle', font, ...style,
      ...(widthOf(words, font) > width ? { width, overflow: 'truncate', ellipsis: '…' } : {}),
    },
  });
}

export function widthOf(words, font) {
  return format.getTextRect(words, font).width;
}

/** −0.5 to 0.5, the same every time: van der Corput's sequence spreads points without chance. */
export function aside(n) {
  let place = 0;
  for (let k = n + 1, share = 0.5; k > 0; k >>= 1, share /= 2) place += (k & 1) * share;
  return place - 0.5;
}
