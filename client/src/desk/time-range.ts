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

/** All time; back from now; or between two instants in UTC, of which either may be open. */
export type TimeRange =
  | { readonly kind: 'any' }
  | { readonly kind: 'last'; readonly last: Last }
  | { readonly kind: 'between'; readonly since: string | null; readonly until: string | null };

/** The instants of a range at `now`; null where it is open. */
export function spanOf(range: TimeRange, now: Date): { readonly since: string | null; readonly until: string | null } {
  switch (range.kind) {
    case 'any':
      return { since: null, until: null };
    case 'last':
      return { since: new Date(now.getTime() - LAST[range.last].ms).toISOString(), until: null };
    case 'between':
      return { since: range.since, until: range.until };
  }
}

/** Reads a range from the address. What cannot be read does not narrow. */
export function parseTimeRange(params: URLSearchParams): TimeRange {
  const last = params.get('range');
  if (isLast(last)) return { kind: 'last', last };
  const [since, until] = [readInstant(params.get('since')), readInstant(params.get('until'))];
  return since === null && until === null ? { kind: 'any' } : { kind: 'between', since, until };
}

/** Writes it into the address. */
export function writeTimeRange(params: URLSearchParams, range: TimeRange): void {
  if (range.kind === 'last') params.set('range', range.last);
  if (range.kind !== 'between') return;
  if (range.since !== null) params.set('since', range.since);
  if (range.until !== null) params.set('until', range.until);
}

function readInstant(text: string | null): string | null {
  const instant = Date.parse(text ?? '');
  return Number.isNaN(instant) ? null : new Date(instant).toISOString();
}
