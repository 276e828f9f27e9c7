import { type ChannelName, channelNames, type DeliveryKind, type DeliveryStatus } from '@belltower/events';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Cell } from './cell.ts';
import { readCells } from './cells.ts';
import { addTo, type Histogram, percentilesOf } from './histogram.ts';
import { checkOrder, type Span } from './span.ts';

/** How many deliveries stand where, and how long they took from booked to first sent. */
export interface Totals {
  readonly total: number;
  /** SENT or DELIVERED. */
  readonly sent: number;
  readonly delivered: number;
  readonly failed: number;
  readonly skipped: number;
  /** QUEUED, SENDING or RETRYING. */
  readonly open: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
}

/** Totals of a span of time, and the same of its parts. */
export interface DeliveryTotals extends Totals {
  readonly byChannel: readonly (Totals & { readonly channel: ChannelName })[];
  readonly byKind: readonly (Totals & { readonly kind: DeliveryKind })[];
  readonly byError: readonly { readonly code: string; readonly channel: ChannelName; readonly count: number }[];
}

/**
 * Totals of the deliveries created in a span of time.
 *
 * @throws {RequestError} BAD_USER_INPUT when the span ends before it begins
 */
export async function deliveryTotals(em: EntityManager, span: Span): Promise<DeliveryTotals> {
  checkOrder(span);
  const cells = await readCells(em, [span.since, span.until]);
  const channels = Map.groupBy(cells, ({ channel }) => channel);
  const kinds = Map.groupBy(cells, ({ kind }) => kind);
  return {
    ...totalsOf(cells),
    byChannel: inOrder(channels, channelNames).map(([channel, its]) => ({ channel, ...totalsOf(its) })),
    byKind: inOrder(kinds, KINDS).map(([kind, its]) => ({ kind, ...totalsOf(its) })),
    byError: errorsOf(cells),
  };
}

const KINDS: readonly DeliveryKind[] = ['confirmation', 'change', 'cancellation', 'reminder'];
const OPEN: readonly DeliveryStatus[] = ['queued', 'sending', 'retrying'];

function inOrder<Key>(groups: ReadonlyMap<Key, readonly Cell[]>, keys: readonly Key[]): [Key, readonly Cell[]][] {
  return keys.flatMap((key): [Key, readonly Cell[]][] => {
    const its = groups.get(key);
    return its === undefined ? [] : [[key, its]];
  });
}

function totalsOf(cells: readonly Cell[]): Totals {
  const took: Histogram = [];
  for (const cell of cells) addTo(took, cell.took);
  const countOf = (...statuses: readonly DeliveryStatus[]) =>
    cells.reduce((sum, { status, count }) => (statuses.includes(status) ? sum + count : sum), 0);
  const [p50Ms, p95Ms] = percentilesOf(took, [0.5, 0.95]).map((ms) => (ms === null ? null : Math.round(ms)));
  return {
    total: cells.reduce((sum, { count }) => sum + count, 0),
    sent: countOf('sent', 'delivered'),
    delivered: countOf('delivered'),
    failed: countOf('failed'),
    skipped: countOf('skipped'),
    open: countOf(...OPEN),
    p50Ms: p50Ms ?? null,
    p95Ms: p95Ms ?? null,
  };
}

/** By channel and code, the most frequent first. */
function errorsOf(cells: readonly Cell[]): DeliveryTotals['byError'] {
  const failed = cells.filter(({ status, errorCode }) => status === 'failed' && errorCode !== null);
  return [...Map.groupBy(failed, ({ channel, errorCode }) => `${channel} ${errorCode}`).values()]
    .flatMap(([first, ...rest]) =>
      first === undefined || first.errorCode === null
        ? []
        : [
            {
              code: first.errorCode,
              channel: first.channel,
              count: rest.reduce((sum, { count }) => sum + count, first.count),
            },
          ],
    )
    .sort((one, other) => other.count - one.count || one.code.localeCompare(other.code, 'en'));
}
