/** What of a failure its place depends on. */
export interface Failing {
  readonly id: string;
  readonly appointment: { readonly time: string } | null;
  readonly updatedAt: string;
}

/**
 * Failures in the order in which they need staff, each once: the soonest appointment that is still to come first; then those
 * that are past, the latest first; then those whose appointment is another system's, the latest failure first.
 */
export function byUrgency<One extends Failing>(failures: readonly One[], now: Date): readonly One[] {
  const once = [...new Map(failures.map((one) => [one.id, one])).values()];
  const placed = once.map((one) => ({ one, place: placeOf(one, now) }));
  placed.sort(
    (first, second) =>
      first.place.rank - second.place.rank ||
      first.place.by - second.place.by ||
      (first.one.id < second.one.id ? -1 : 1),
  );
  return placed.map(({ one }) => one);
}

function placeOf({ appointment, updatedAt }: Failing, now: Date): { readonly rank: number; readonly by: number } {
  if (appointment === null) return { rank: 2, by: -Date.parse(updatedAt) };
  const time = Date.parse(appointment.time);
  return time >= now.getTime() ? { rank: 0, by: time } : { rank: 1, by: -time };
}
