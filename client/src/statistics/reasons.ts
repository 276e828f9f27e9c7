import type { DeskTotalsQuery } from '../generated/graphql.ts';

/** How many failed for one reason on one channel, and how many as long before. */
export type Reason = DeskTotalsQuery['now']['byError'][number] & { readonly before: number };

/** Why deliveries failed: those of the period first, then those that only the one before had. */
export function reasonsOf({ now, before }: DeskTotalsQuery): readonly Reason[] {
  const keyOf = ({ channel, code }: Pick<Reason, 'channel' | 'code'>) => `${channel} ${code}`;
  const earlier = new Map(before.byError.map((one) => [keyOf(one), one.count]));
  const known = new Set(now.byError.map(keyOf));
  return [
    ...now.byError.map((one) => ({ ...one, before: earlier.get(keyOf(one)) ?? 0 })),
    ...before.byError.filter((one) => !known.has(keyOf(one))).map((one) => ({ ...one, count: 0, before: one.count })),
  ];
}
