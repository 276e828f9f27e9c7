/** Reads the fields of a Kafka record in order; reading past the end throws a RangeError. */
export interface ByteReader {
  int8(): number;
  /** A zigzag number of 1 to 10 bytes; exact up to 2^53. */
  varint(): number;
  /** Bytes behind their length; null when the length is -1. They share the buffer's memory. */
  bytes(): Buffer | null;
}

/** Creates one that begins at `from`. */
export function createByteReader(buffer: Buffer, from = 0): ByteReader {
  let at = from;
  const varint = () => {
    let result = 0;
    let factor = 1;
    for (let read = 0; read < 10; read += 1) {
      const byte = buffer[at++];
      if (byte === undefined) throw new RangeError('a record ends beyond its batch');
      result += (byte & 0x7f) * factor;
      if (byte < 0x80) return result % 2 === 0 ? result / 2 : -(result + 1) / 2;
      factor *= 128;
    }
    throw new RangeError('a number of more than 10 bytes');
  };
  return {
    int8: () => buffer.readInt8(at++),
    varint,
    bytes() {
      const length = varint();
      if (length === -1) return null;
      if (length < 0 || at + length > buffer.length) throw new RangeError('a record ends beyond its batch');
      at += length;
      return buffer.subarray(at - length, at);
    },
  };
}
