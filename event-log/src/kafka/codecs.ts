/**
 * The compressions of Kafka's producers. Promise: nothing is decompressed beyond a limit, so a small batch that expands
 * to a huge one causes an error and does not exhaust the process's memory.
 */
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import snappyjs from 'snappyjs';

const unzip = promisify(zlib.unzip);
const unzstd = promisify(zlib.zstdDecompress);

/** Decompresses to at most `limit` bytes, by rejecting when there are more. */
export type Decompress = (bytes: Buffer, limit: number) => Promise<Buffer>;

/** By the number that a batch's attributes give: https://kafka.apache.org/documentation/#recordbatch */
export const decompressors: ReadonlyMap<number, Decompress> = new Map([
  [1, (bytes: Buffer, limit: number) => unzip(bytes, { maxOutputLength: limit })],
  [2, unsnap],
  [3, unlz4],
  [4, (bytes: Buffer, limit: number) => unzstd(bytes, { maxOutputLength: limit })],
]);

/** The header of snappy as Java's clients write it: blocks, each after its length. librdkafka writes one bare block. */
const XERIAL = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0]);
const XERIAL_HEADER_BYTES = 16;

async function unsnap(bytes: Buffer, limit: number): Promise<Buffer> {
  if (!bytes.subarray(0, XERIAL.length).equals(XERIAL)) return snappyjs.uncompress(bytes, limit);
  const blocks: Buffer[] = [];
  let left = limit;
  for (let at = XERIAL_HEADER_BYTES; at < bytes.length; ) {
    const length = bytes.readInt32BE(at);
    if (length < 0 || at + 4 + length > bytes.length) throw new Error('a snappy block ends beyond its batch');
    const block = snappyjs.uncompress(bytes.subarray(at + 4, at + 4 + length), left);
    blocks.push(block);
    left -= block.length;
    at += 4 + length;
  }
  return Buffer.concat(blocks);
}

async function unlz4(bytes: Buffer, limit: number): Promise<Buffer> {
  const most = mostOfLz4(bytes);
  if (most > limit + LARGEST_LZ4_BLOCK) throw new Error(`up to ${most} bytes decompressed, expected at most ${limit}`);
  const { decompressFrame } = await import('lz4-napi'); // a native part, which only lz4 records need
  const decompressed = await decompressFrame(bytes);
  if (decompressed.length > limit) throw new Error(`more than ${limit} bytes decompressed`);
  return decompressed;
}

const LZ4_MAGIC = 0x184d2204;
const LZ4_BLOCK_BYTES: Readonly<Record<number, number>> = { 4: 1 << 16, 5: 1 << 18, 6: 1 << 20, 7: 1 << 22 };
const LARGEST_LZ4_BLOCK = 1 << 22;
const LZ4_UNCOMPRESSED = 0x80000000;

/** The largest size that a frame's blocks can decompress to: https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md */
function mostOfLz4(bytes: Buffer): number {
  if (bytes.readUInt32LE(0) !== LZ4_MAGIC) throw new Error('not an lz4 frame');
  const flags = bytes.readUInt8(4);
  const blockBytes = LZ4_BLOCK_BYTES[(bytes.readUInt8(5) >> 4) & 7];
  if (blockBytes === undefined) throw new Error('an lz4 frame of an unknown block size');
  const checksumBytes = flags & 0x10 ? 4 : 0;
  let most = 0;
  let at = 7 + (flags & 0x08 ? 8 : 0) + (flags & 0x01 ? 4 : 0);
  for (;;) {
    const size = bytes.readUInt32LE(at);
    if (size === 0) return most;
    const stored = size % LZ4_UNCOMPRESSED;
    most += size >= LZ4_UNCOMPRESSED ? stored : blockBytes;
    at += 4 + stored + checksumBytes;
  }
}
