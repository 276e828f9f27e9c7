/** Resolves when the work does, at the latest after `limitMs`; what the work rejects with is ignored. */
export async function within(limitMs: number, work: Promise<unknown>): Promise<void> {
  const expired = Promise.withResolvers<void>();
  const timer = setTimeout(expired.resolve, limitMs);
  await Promise.race([work.catch(() => {}), expired.promise]);
  clearTimeout(timer);
}
