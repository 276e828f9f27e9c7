/** Types of array elements, by PostgreSQL's object id. */
export const ELEMENT = { bytea: 17, text: 25 } as const;

/**
 * Writes an array of bytes in PostgreSQL's binary format (array_recv), which the driver sends as it is: a text array
 * of bytea would double the bytes, as hex.
 */
export function arrayParameter(element: number, values: readonly (Uint8Array | null)[]): Buffer {
  let size = 20;
  for (const value of values) size += 4 + (value?.byteLength ?? 0);
  const buffer = Buffer.allocUnsafe(size);
  buffer.writeInt32BE(1, 0); // dimensions
  buffer.writeInt32BE(1, 4); // there may be nulls
  buffer.writeInt32BE(element, 8);
  buffer.writeInt32BE(values.length, 12);
  buffer.writeInt32BE(1, 16); // the first index
  let at = 20;
  for (const value of values) {
    buffer.writeInt32BE(value === null ? -1 : value.byteLength, at);
    at += 4;
    if (value === null) continue;
    buffer.set(value, at);
    at += value.byteLength;
  }
  return buffer;
}
