/** The day of an instant where the reader is, from midnight to midnight: 23 or 25 hours where the clocks change. */
export function dayOf(now: Date): { readonly since: string; readonly until: string } {
  const [year, month, day] = [now.getFullYear(), now.getMonth(), now.getDate()];
  return { since: new Date(year, month, day).toISOString(), until: new Date(year, month, day + 1).toISOString() };
}
