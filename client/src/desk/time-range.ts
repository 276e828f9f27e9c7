import { readLocalTime } from '../time/local-time.ts';

/** How far back a list or a chart reaches, by the names it has in the address. */
export const LAST = {
  '1h': { name: 'Last hour', ms: 3_600_000 },
  '24h': { name: 'Last 24 hours', ms: 24 * 3_600_000 },
  '7d': { name: 'Last 7 days', ms: 7 * 24 * 3_600_000 },
  '30d': { name: 'Last 30 days', ms: 30 * 24 * 3_600_000 },
} as const;

/** One of them. */
export type Last = keyof typeof LAST;

/** Their names, in order. */
export const LASTS = Object.keys(LAST) as readonly Last[];

/** Whether a text from the address names one. */
export function isLast(text: string | null): text is Last {
  return text !== null && Object.hasOwn(LAST, text);
}

/** All time; back from now; since midnight where the reader is; or between two instants in UTC, of which either may be open. */
export type TimeRange =
  | { readonly kind: 'any' }
  | { readonly kind: 'today' }
  | { readonly kind: 'last'; readonly last: Last }
  | { readonly kind: 'between'; readonly since: string | null; readonly until: string | null };

/** The instants of a range at `now`; null where it is open. */
export function spanOf(range: TimeRange, now: Date): { readonly since: string | null; readonly until: string | null } {
  switch (range.kind) {
    case 'any':
      return { since: null, until: null };
    case 'today':
      return { since: midnight(now, 0).toISOString(), until: null };
    case 'last':
      return { since: new Date(now.getTime() - LAST[range.last].ms).toISOString(), until: null };
    case 'between':
      return { since: range.since, until: range.until };
  }
}

/** When a day begins where the reader is: today's, or that of so many days later. */
export function midnight(now: Date, days: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days);
}

/** Reads a range from the address. What cannot be read does not narrow. */
export function parseTimeRange(params: URLSearchParams): TimeRange {
  const last = params.get('range');
  if (isLast(last)) return { kind: 'last', last };
  if (last === 'today') return { kind: 'today' };
  const [since, until] = [readInstant(params.get('since')), readInstant(params.get('until'))];
  return since === null && until === null ? { kind: 'any' } : { kind: 'between', since, until };
}

/** Writes it into the address. */
export function writeTimeRange(params: URLSearchParams, range: TimeRange): void {
  if (range.kind === 'last') params.set('range', range.last);
  if (range.kind === 'today') params.set('range', 'today');
  if (range.kind !== 'between') return;
  if (range.since !== null) params.set('since', range.since);
  if (range.until !== null) params.set('until', range.until);
}

/**
 * A clock reading as the edge of a range; null where it is none. Of two times that it may stand for, it is the one that takes
 * more into the range.
 */
export function instantOf(local: string, edge: 'since' | 'until', timeZone: string): string | null {
  const reading = readLocalTime(local, timeZone);
  if (reading.kind === 'unreadable') return null;
  return reading.kind === 'instant' ? reading.time : reading.choices[edge === 'since' ? 0 : 1].time;
}

function readInstant(text: string | null): string | null {
  const instant = Date.parse(text ?? '');
  return Number.isNaN(instant) ? null : new Date(instant).toISOString();
}
