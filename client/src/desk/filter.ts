import type { Channel, DeliveryFilter, DeliveryKind, DeliveryStatus } from '../generated/graphql.ts';
import { type Ahead, aheadOf, parseAhead } from './ahead.ts';
import { ORDERS, type Order, parseOrder } from './order.ts';
import { parseTimeRange, spanOf, type TimeRange, writeTimeRange } from './time-range.ts';

/** Every status, channel and kind, in the order they are offered in. */
export const STATUSES = [
  'QUEUED',
  'SENDING',
  'RETRYING',
  'SENT',
  'DELIVERED',
  'FAILED',
  'SKIPPED',
] as const satisfies readonly DeliveryStatus[];
export const CHANNELS = ['EMAIL', 'SMS'] as const satisfies readonly Channel[];
export const KINDS = ['CONFIRMATION', 'CHANGE', 'CANCELLATION', 'REMINDER'] as const satisfies readonly DeliveryKind[];

/** The most deliveries that a filter names one by one. */
export const MOST_IDS = 100;

/** What the desk shows, and in which order. Empty lists and an empty text do not narrow. */
export interface DeskFilter {
  readonly statuses: readonly DeliveryStatus[];
  readonly channels: readonly Channel[];
  readonly kinds: readonly DeliveryKind[];
  readonly errorCodes: readonly string[];
  /** Only failures that nobody has seen to. */
  readonly open: boolean;
  readonly range: TimeRange;
  /** When the appointment is. */
  readonly ahead: Ahead;
  /** A reference, or part of a name, an address, a number, a title or an id. */
  readonly text: string;
  /** These alone, `MOST_IDS` of them at most. */
  readonly ids: readonly string[];
  readonly order: Order;
}

/** Reads a filter from the address. What cannot be read does not narrow: an old link still shows something. */
export function parseFilter(search: string): DeskFilter {
  const params = new URLSearchParams(search);
  const list = (name: string) => params.get(name)?.split(',') ?? [];
  return {
    statuses: STATUSES.filter((status) => list('status').includes(status)),
    channels: CHANNELS.filter((channel) => list('channel').includes(channel)),
    kinds: KINDS.filter((kind) => list('kind').includes(kind)),
    errorCodes: list('error').filter((code) => /^[A-Z_]+$/.test(code)),
    open: params.get('open') === '1',
    range: parseTimeRange(params),
    ahead: parseAhead(params.get('when')),
    text: params.get('q') ?? '',
    ids: list('ids')
      .filter((id) => /^[\w-]{1,64}$/.test(id))
      .slice(0, MOST_IDS),
    order: parseOrder(params.get('sort')),
  };
}

/** A filter as part of the address. `parseFilter` reads it back. */
export function searchOf(filter: DeskFilter): string {
  const { statuses, channels, kinds, errorCodes, open, range, ahead, text, ids, order } = filter;
  const params = new URLSearchParams();
  if (statuses.length > 0) params.set('status', statuses.join(','));
  if (channels.length > 0) params.set('channel', channels.join(','));
  if (kinds.length > 0) params.set('kind', kinds.join(','));
  if (errorCodes.length > 0) params.set('error', errorCodes.join(','));
  if (open) params.set('open', '1');
  writeTimeRange(params, range);
  if (ahead !== 'any') params.set('when', ahead);
  if (text.trim() !== '') params.set('q', text.trim());
  if (ids.length > 0) params.set('ids', ids.join(','));
  if (ORDERS[order].word !== '') params.set('sort', ORDERS[order].word);
  return params.toString().replaceAll('%2C', ',');
}

/** Whether anything is left out. */
export function isNarrowed(filter: DeskFilter): boolean {
  return searchOf({ ...filter, order: 'CREATED_DESC' }) !== '';
}

/** A filter as the server takes it; `now` is where a range that reaches back begins. */
export function inputOf(filter: DeskFilter, now: Date): DeliveryFilter {
  const { statuses, channels, kinds, errorCodes, open, range, ahead, text, ids } = filter;
  return {
    statuses: [...statuses],
    channels: [...channels],
    kinds: [...kinds],
    errorCodes: [...errorCodes],
    open: open ? true : null,
    ...spanOf(range, now),
    ...aheadOf(ahead, now),
    search: text.trim() === '' ? null : text.trim(),
    ...(ids.length > 0 && { ids: [...ids] }),
  };
}

/** The fields of a delivery that can change, as the feed sends them, and its kind where that is known. */
export interface Changing {
  readonly channel: Channel;
  readonly kind?: DeliveryKind;
  readonly status: DeliveryStatus;
  readonly error: { readonly code: string } | null;
  readonly acknowledgement?: object | null;
}

/**
 * Whether a delivery matches the parts of the filter that can change with it. Only the server applies the rest: text and
 * time, and the kind of what only the feed has sent.
 */
export function matchesFilter(filter: DeskFilter, delivery: Changing, id: string): boolean {
  const { statuses, channels, kinds, errorCodes, open, ids } = filter;
  const { channel, kind, status, error, acknowledgement } = delivery;
  if (ids.length > 0 && !ids.includes(id)) return false;
  if (statuses.length > 0 && !statuses.includes(status)) return false;
  if (channels.length > 0 && !channels.includes(channel)) return false;
  if (kinds.length > 0 && kind !== undefined && !kinds.includes(kind)) return false;
  if (errorCodes.length > 0 && !errorCodes.includes(error?.code ?? '')) return false;
  return !open || (status === 'FAILED' && (acknowledgement ?? null) === null);
}
