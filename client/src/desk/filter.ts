import type { Channel, DeliveryFilter, DeliveryStatus } from '../generated/graphql.ts';
import { parseTimeRange, spanOf, type TimeRange, writeTimeRange } from './time-range.ts';

/** Every status and channel, in the order they are offered in. */
export const STATUSES = [
  'QUEUED',
  'SENDING',
  'RETRYING',
  'SENT',
  'DELIVERED',
  'FAILED',
] as const satisfies readonly DeliveryStatus[];
export const CHANNELS = ['EMAIL', 'SMS'] as const satisfies readonly Channel[];

/** What the desk shows. Empty lists and an empty text do not narrow. */
export interface DeskFilter {
  readonly statuses: readonly DeliveryStatus[];
  readonly channels: readonly Channel[];
  readonly errorCodes: readonly string[];
  /** Only failures that nobody has seen to. */
  readonly open: boolean;
  readonly range: TimeRange;
  /** Part of an address, a title or an id. */
  readonly text: string;
}

/** Reads a filter from the address. What cannot be read does not narrow: an old link still shows something. */
export function parseFilter(search: string): DeskFilter {
  const params = new URLSearchParams(search);
  const list = (name: string) => params.get(name)?.split(',') ?? [];
  return {
    statuses: STATUSES.filter((status) => list('status').includes(status)),
    channels: CHANNELS.filter((channel) => list('channel').includes(channel)),
    errorCodes: list('error').filter((code) => /^[A-Z_]+$/.test(code)),
    open: params.get('open') === '1',
    range: parseTimeRange(params),
    text: params.get('q') ?? '',
  };
}

/** A filter as part of the address. `parseFilter` reads it back. */
export function searchOf({ statuses, channels, errorCodes, open, range, text }: DeskFilter): string {
  const params = new URLSearchParams();
  if (statuses.length > 0) params.set('status', statuses.join(','));
  if (channels.length > 0) params.set('channel', channels.join(','));
  if (errorCodes.length > 0) params.set('error', errorCodes.join(','));
  if (open) params.set('open', '1');
  writeTimeRange(params, range);
  if (text.trim() !== '') params.set('q', text.trim());
  return params.toString().replaceAll('%2C', ',');
}

/** A filter as the server takes it; `now` is where a range that reaches back begins. */
export function inputOf({ statuses, channels, errorCodes, open, range, text }: DeskFilter, now: Date): DeliveryFilter {
  return {
    statuses: [...statuses],
    channels: [...channels],
    errorCodes: [...errorCodes],
    open: open ? true : null,
    ...spanOf(range, now),
    search: text.trim() === '' ? null : text.trim(),
  };
}

/** The fields of a delivery that can change, as the feed sends them. */
export interface Changing {
  readonly channel: Channel;
  readonly status: DeliveryStatus;
  readonly error: { readonly code: string } | null;
  readonly acknowledgement?: object | null;
}

/**
 * Whether a delivery matches the parts of the filter that can change with it. Only the server applies the rest: text and
 * time.
 */
export function matchesFilter({ statuses, channels, errorCodes, open }: DeskFilter, delivery: Changing): boolean {
  const { channel, status, error, acknowledgement } = delivery;
  if (statuses.length > 0 && !statuses.includes(status)) return false;
  if (channels.length > 0 && !channels.includes(channel)) return false;
  if (errorCodes.length > 0 && !errorCodes.includes(error?.code ?? '')) return false;
  return !open || (status === 'FAILED' && (acknowledgement ?? null) === null);
}
