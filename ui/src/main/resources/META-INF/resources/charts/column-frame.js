const MAGIC = 0x31435341; // ASC1

/**
 * Reads a column frame: a header in JSON whose series name their columns, then the columns as float64.
 *
 * @param {ArrayBuffer} buffer
 * @returns {object} the header; its series carry their columns as Float64Arrays
 */
export function readFrame(buffer) {
  const view = new DataView(buffer);
  if (view.getUint32(0, true) !== MAGIC) throw new Error('not a column frame');
  const length = view.getUint32(4, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)));
  let at = Math.ceil((8 + length) / 8) * 8;
  for (const series of header.series) {
    for (const column of series.columns) {
      series[column] = new Float64Array(buffer, at, series.buckets);
      at += 8 * series.buckets;
    }
  }
  return header;
}
