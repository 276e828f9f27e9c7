/**
 * Promise: records are sent in the order of the calls, one send in flight; a call resolves only after all its records
 * were acknowledged, and calls that come meanwhile share the next send. A record that the log refuses fails its own
 * call alone, after the other records of that call were sent.
 */
import { EventLogError, isRefusal } from './errors.ts';
import type { NewRecord } from './event-log.ts';
import { waitAtMost } from './timeouts.ts';

/** Batches concurrent calls into few sends. Disposing it waits for the calls made before, and rejects those that hang. */
export interface AppendQueue extends AsyncDisposable {
  /** @throws {EventLogError} that of the send of these records, or one with those that the log refused */
  append(records: readonly NewRecord[]): Promise<void>;
}

/** What sends the records, and how many at once. */
export interface AppendQueueOptions {
  /** Resolves when all of these are durable; is not called again before that. */
  send(records: readonly NewRecord[]): Promise<void>;
  /** The most records in one send. @default 2_000 */
  readonly maxRecords?: number;
  /** The most bytes of keys, values and headers in one send; a single record may be larger. @default 900_000 */
  readonly maxBytes?: number;
  /** How long disposing waits, in milliseconds. @default 1_000 */
  readonly closeMs?: number;
  /** The largest record that is taken, in bytes. @default 1_000_000, what Kafka takes by default */
  readonly maxRecordBytes?: number;
}

interface Call {
  readonly records: readonly NewRecord[];
  sent: number;
  /** The records that the log refused, each with its error. */
  readonly refused: Map<NewRecord, EventLogError>;
  readonly done: PromiseWithResolvers<void>;
}

/** Opens a queue in front of `send`. */
export function createAppendQueue(options: AppendQueueOptions): AppendQueue {
  const { maxRecords = 2_000, maxBytes = 900_000, maxRecordBytes = 1_000_000, closeMs = 1_000 } = options;
  let calls: Call[] = [];
  let disposed = false;
  let most = maxRecords;
  let working: Promise<void> | null = null;

  /** The next send: whole calls and parts of calls, in order, up to the limits. */
  const gather = () => {
    const records: NewRecord[] = [];
    const shares: { call: Call; count: number }[] = [];
    let bytes = 0;
    for (const call of calls) {
      let count = 0;
      for (let at = call.sent; at < call.records.length; at += 1) {
        const record = call.records[at] as NewRecord;
        bytes += sizeOf(record);
        if (records.length > 0 && (records.length >= most || bytes > maxBytes)) break;
        records.push(record);
        count += 1;
      }
      if (count > 0) shares.push({ call, count });
      if (call.sent + count < call.records.length) break;
    }
    return { records, shares };
  };

  const work = async () => {
    await new Promise(setImmediate); // calls of the same turn share a send
    while (calls.length > 0) {
      const { records, shares } = gather();
      try {
        await options.send(records);
        for (const { call, count } of shares) call.sent += count;
        most = Math.min(maxRecords, most * 2);
      } catch (error) {
        if (records.length > 1 && isRefusal(error)) {
          most = Math.floor(records.length / 2); // one of them is at fault, or together they are too large: bisect
          continue;
        }
        const [first] = shares;
        if (isRefusal(error) && first !== undefined && records[0] !== undefined) {
          first.call.refused.set(records[0], error);
          first.call.sent += 1;
        } else {
          // The rest of these calls is not sent: the caller does not know what arrived, and has to decide.
          for (const { call } of shares) {
            call.sent = call.records.length;
            call.done.reject(error);
          }
        }
      }
      for (const { call } of shares) if (call.sent === call.records.length) end(call);
      calls = calls.filter((call) => call.sent < call.records.length);
    }
    working = null;
  };

  return {
    async append(records) {
      if (disposed) throw new EventLogError('DISPOSED', 'the event log was disposed');
      if (records.length === 0) return;
      const refused: Call['refused'] = new Map();
      const taken = records.filter((record) => {
        const size = sizeOf(record);
        if (size <= maxRecordBytes) return true;
        const what = `a record of ${size} bytes for ${record.topic}`;
        const message = `${what} is more than the ${maxRecordBytes} that the log takes`;
        refused.set(record, new EventLogError('RECORD_TOO_LARGE', message));
        return false;
      });
      const call: Call = { records: taken, sent: 0, refused, done: Promise.withResolvers() };
      if (taken.length > 0) {
        calls.push(call);
        working ??= work();
      } else end(call);
      await call.done.promise;
    },
    async [Symbol.asyncDispose]() {
      disposed = true;
      if (working !== null) await waitAtMost(closeMs, working);
      const message = `the event log was disposed, and has not acknowledged this within ${closeMs} ms`;
      for (const { done } of calls) done.reject(new EventLogError('DISPOSED', message));
    },
  };
}

function end({ refused, done }: Call): void {
  const [cause] = refused.values();
  if (cause === undefined) done.resolve();
  else done.reject(new EventLogError(cause.code, cause.message, { cause, refused }));
}

function sizeOf({ key, value, headers }: NewRecord): number {
  let size = Buffer.byteLength(key) + (typeof value === 'string' ? Buffer.byteLength(value) : value.byteLength);
  if (headers !== undefined) for (const name in headers) size += name.length + (headers[name]?.length ?? 0);
  return size;
}
