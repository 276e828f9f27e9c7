/**
 * Decodes a broker's answer for one partition, in place of kafkajs's decoder. Promise: whatever the bytes are, it resolves.
 * A batch that cannot be decoded becomes one message that says so, at the batch's last position, and what precedes it is
 * read. One answer never becomes more than a small multiple of `ANSWER_BYTES`: the rest is fetched again.
 */
import Decoder from 'kafkajs/src/protocol/decoder.js';
import decodeMessageSet from 'kafkajs/src/protocol/messageSet/decoder.js';
import crc32C from 'kafkajs/src/protocol/recordBatch/crc32C/index.js';
import { createByteReader } from './byte-reader.ts';
import { decompressors } from './codecs.ts';

/** A message as kafkajs expects it from a decoder. */
export interface DecodedMessage {
  readonly magicByte: number;
  readonly attributes: number;
  readonly offset: string;
  readonly timestamp: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer>>;
  readonly isControlRecord: boolean;
  /** By which kafkajs recognises aborted transactions. */
  readonly batchContext: { readonly producerId: string; readonly inTransaction: boolean };
  /** There when the message stands for a whole batch, which cannot be decoded. */
  readonly undecodable?: Undecodable;
}

/** A batch that cannot be decoded: its first and last position, and why. */
export interface Undecodable {
  readonly from: number;
  readonly to: number;
  readonly reason: string;
}

/** The largest batch after decompression. Our producers, and Java's, refuse 1 MB before they compress. */
export const BATCH_BYTES = 32 << 20;
const BATCH_RECORDS = 200_000;
/** When so much of one answer is decoded, the rest of it is left for the next one. */
const ANSWER_BYTES = 48 << 20;
/** About what a decoded record costs beside its bytes. */
const RECORD_BYTES = 300;

/** The offsets of a batch's fields in the second format: https://kafka.apache.org/documentation/#recordbatch */
const AT = { length: 8, magic: 16, crc: 17, attributes: 21, lastDelta: 23, firstTimestamp: 27, maxTimestamp: 35 };
const AT_PRODUCER = 43;
const AT_COUNT = 57;
const AT_RECORDS = 61;
const BEFORE_LENGTH = 12;
const COMPRESSION = 0x07;
const LOG_APPEND_TIME = 0x08;
const TRANSACTIONAL = 0x10;
const CONTROL = 0x20;

/** The bytes that were decoded of the answer that a reader reads. */
const decodedOf = new WeakMap<AnswerReader, number>();

/** What is needed of kafkajs's decoder of an answer. Not its own type: the published package declares nothing of kafkajs's inside. */
export interface AnswerReader {
  readInt32(): number;
  canReadBytes(length: number): boolean;
  readBytes(length: number): Buffer;
}

/** Decodes the batches of one partition; `answer` reads that of all partitions. */
export async function decodeBatches(answer: AnswerReader): Promise<readonly DecodedMessage[]> {
  const size = answer.readInt32();
  if (size <= 0 || !answer.canReadBytes(size)) return [];
  const bytes = answer.readBytes(size);
  const messages: DecodedMessage[] = [];
  let decoded = decodedOf.get(answer) ?? 0;
  for (let at = 0; at + AT.crc <= bytes.length && decoded < ANSWER_BYTES; ) {
    if (bytes[at + AT.magic] !== 2) return [...messages, ...(await decodeOldFormat(bytes.subarray(at)))];
    if (at + AT_RECORDS > bytes.length) break;
    const end = at + BEFORE_LENGTH + bytes.readInt32BE(at + AT.length);
    if (end > bytes.length) break; // an answer is cut at a size, not at a batch
    const batch = bytes.subarray(at, Math.max(end, at + AT_RECORDS));
    try {
      const records = await recordsOf(batch);
      decoded += records.bytes.length + records.count * RECORD_BYTES;
      for (const message of readRecords(batch, records)) messages.push(message);
    } catch (error) {
      messages.push(undecodable(batch, error));
      break; // nothing after it is read before it
    }
    at = end;
  }
  decodedOf.set(answer, decoded);
  return messages;
}

interface Records {
  readonly bytes: Buffer;
  readonly count: number;
}

/** Verifies a batch, and resolves with the bytes of its records, decompressed. */
async function recordsOf(batch: Buffer): Promise<Records> {
  const expected = batch.readUInt32BE(AT.crc);
  const found = crc32C(batch.subarray(AT.attributes));
  if (found !== expected) throw new Error(`the checksum is ${found}, expected ${expected}`);
  const count = batch.readInt32BE(AT_COUNT);
  if (count > BATCH_RECORDS) throw new Error(`it holds ${count} records, expected at most ${BATCH_RECORDS}`);
  const bytes = batch.subarray(AT_RECORDS);
  const codec = batch.readInt16BE(AT.attributes) & COMPRESSION;
  if (codec === 0 || count <= 0) return { bytes, count };
  const decompress = decompressors.get(codec);
  if (decompress === undefined) throw new Error(`it is compressed in a way unknown to us: ${codec}`);
  return { bytes: await decompress(bytes, BATCH_BYTES), count };
}

function readRecords(batch: Buffer, { bytes, count }: Records): DecodedMessage[] {
  const context = contextOf(batch);
  const attributes = batch.readInt16BE(AT.attributes);
  const isControlRecord = (attributes & CONTROL) !== 0;
  const first = Number(batch.readBigInt64BE(0));
  const firstTimestamp = Number(batch.readBigInt64BE(AT.firstTimestamp));
  const appendedAt = attributes & LOG_APPEND_TIME ? String(batch.readBigInt64BE(AT.maxTimestamp)) : null;
  const reader = createByteReader(bytes);
  return Array.from({ length: Math.max(0, count) }, () => {
    reader.varint(); // its length, which its fields imply
    const recordAttributes = reader.int8();
    const timestamp = firstTimestamp + reader.varint();
    const offset = first + reader.varint();
    return {
      magicByte: 2,
      attributes: recordAttributes,
      timestamp: appendedAt ?? String(timestamp),
      offset: String(offset),
      key: reader.bytes(),
      value: reader.bytes(),
      headers: readHeaders(reader),
      isControlRecord,
      batchContext: context,
    };
  });
}

/** Of several headers of one name the last counts, as Kafka's own clients have it; one without a value is empty. */
function readHeaders(reader: ReturnType<typeof createByteReader>): Record<string, Buffer> {
  const count = reader.varint();
  if (count <= 0) return {};
  const headers = new Map<string, Buffer>();
  for (let read = 0; read < count; read += 1) headers.set(String(reader.bytes() ?? ''), reader.bytes() ?? NOTHING);
  return Object.fromEntries(headers);
}

const NOTHING = Buffer.alloc(0);

function contextOf(batch: Buffer): DecodedMessage['batchContext'] {
  return {
    producerId: String(batch.readBigInt64BE(AT_PRODUCER)),
    inTransaction: (batch.readInt16BE(AT.attributes) & TRANSACTIONAL) !== 0,
  };
}

function undecodable(batch: Buffer, error: unknown): DecodedMessage {
  const from = Number(batch.readBigInt64BE(0));
  const to = from + Math.max(0, batch.readInt32BE(AT.lastDelta));
  return { ...placeholder(from, to, error), batchContext: contextOf(batch) };
}

/** Formats of before Kafka 0.11, which only brokers of before 4.0 still hold. */
async function decodeOldFormat(bytes: Buffer): Promise<DecodedMessage[]> {
  try {
    return await decodeMessageSet(new Decoder(bytes), bytes.length);
  } catch (error) {
    const at = Number(bytes.readBigInt64BE(0));
    return [placeholder(at, at, error)];
  }
}

function placeholder(from: number, to: number, error: unknown): DecodedMessage {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    magicByte: 2,
    attributes: 0,
    timestamp: '0',
    offset: String(to),
    key: null,
    value: null,
    headers: {},
    isControlRecord: false,
    batchContext: { producerId: '-1', inTransaction: false },
    undecodable: { from, to, reason },
  };
}
