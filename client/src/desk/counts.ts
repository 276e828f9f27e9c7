import type { DeskCountsQuery } from '../generated/graphql.ts';
import type { DeskFilter } from './filter.ts';

/** How many deliveries each choice of the filter has, with the other choices as they are; null where that is not counted. */
export interface Counts {
  readonly statuses: ReadonlyMap<string, number> | null;
  readonly channels: ReadonlyMap<string, number> | null;
  readonly kinds: ReadonlyMap<string, number> | null;
  readonly reasons: ReadonlyMap<string, number> | null;
  readonly open: number | null;
}

/** Before anything is counted, and where nothing can be. */
export const NOT_COUNTED: Counts = { statuses: null, channels: null, kinds: null, reasons: null, open: null };

/**
 * Counts for a filter. The server counts by channel, status and kind since an instant, failures by channel and reason, and open failures over all time:
 * where the filter narrows by something else, no number is shown rather than a wrong one.
 */
export function countsFor(filter: DeskFilter, answer: DeskCountsQuery, openFailures: number): Counts {
  const { statuses, channels, kinds, errorCodes, open, range, ahead, text, ids } = filter;
  const isCounted =
    text.trim() === '' && ids.length === 0 && ahead === 'any' && (range.kind !== 'between' || range.until === null);
  if (!isCounted) return NOT_COUNTED;
  const any = (list: readonly string[], item: string | null) =>
    list.length === 0 || (item !== null && list.includes(item));
  const found = answer.deliveryCounts.map(({ channel, status, kind, count }) => ({
    count,
    status,
    channel,
    kind: kind ?? null,
    isOf: { statuses: any(statuses, status), channels: any(channels, channel), kinds: any(kinds, kind ?? null) },
  }));
  const isPlain = errorCodes.length === 0 && !open;
  const sum = (facet: 'status' | 'channel' | 'kind', others: readonly ('statuses' | 'channels' | 'kinds')[]) =>
    totals(found.filter(({ isOf }) => others.every((other) => isOf[other])).map((one) => [one[facet], one.count]));
  const isAllFailed = statuses.length === 1 && statuses[0] === 'FAILED' && kinds.length === 0 && !open;
  const failed = answer.deliveryTotals.byError.filter(({ channel }) => any(channels, channel));
  return {
    statuses: errorCodes.length === 0 ? sum('status', ['channels', 'kinds']) : null,
    channels: isPlain ? sum('channel', ['statuses', 'kinds']) : null,
    kinds: isPlain ? sum('kind', ['statuses', 'channels']) : null,
    reasons: isAllFailed ? totals(failed.map(({ code, count }) => [code, count])) : null,
    open: range.kind === 'any' && channels.length + kinds.length + errorCodes.length === 0 ? openFailures : null,
  };
}

function totals(counted: readonly (readonly [string | null, number])[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const [name, count] of counted) if (name !== null) sums.set(name, (sums.get(name) ?? 0) + count);
  return sums;
}
