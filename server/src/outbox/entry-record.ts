/** Outbox entries as records of the log, and back. */
import type { NewRecord } from '@belltower/event-log';
import { z } from 'zod';
import type { OutboxRow } from './session.ts';

/** An entry as it is written. */
export type NewEntry = Omit<OutboxRow, 'id'>;

/** In an entry's headers: its key and value are bytes in base64. It does not go out. */
const ENCODING = 'outbox-encoding';

/** Any record as an entry: what PostgreSQL does not keep as text, in base64. */
export function entryOfRecord({ topic, key, value, headers = {} }: NewRecord): NewEntry {
  const text = typeof value === 'string' ? value : textOf(value);
  if (text !== null && isStorable(text) && isStorable(key)) {
    return { topic, key, value: text, headers: JSON.stringify(headers) };
  }
  const base64 = (content: string | Uint8Array) => Buffer.from(content).toString('base64');
  const marked = { ...headers, [ENCODING]: 'base64' };
  return { topic, key: base64(key), value: base64(value), headers: JSON.stringify(marked) };
}

const headersSchema = z.record(z.string(), z.string());

/** The record of an entry, as it was put in. */
export function recordOfEntry({
  topic,
  key,
  value,
  headers: json,
}: NewEntry): NewRecord & { headers: Record<string, string> } {
  const { [ENCODING]: encoding, ...headers } = headersSchema.parse(JSON.parse(json));
  if (encoding === undefined) return { topic, key, value, headers };
  return { topic, key: Buffer.from(key, 'base64').toString(), value: Buffer.from(value, 'base64'), headers };
}

function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

function textOf(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}

/** Keeps a byte order mark: the bytes go out as they came. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
