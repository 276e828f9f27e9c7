import { EventLogError } from './errors.ts';

/** Resolves when the work does, at the latest after `limitMs`; what the work rejects with is ignored. */
export async function within(limitMs: number, work: Promise<unknown>): Promise<void> {
  const expired = Promise.withResolvers<void>();
  const timer = setTimeout(expired.resolve, limitMs);
  await Promise.race([work.catch(() => {}), expired.promise]);
  clearTimeout(timer);
}

/**
 * Answers what the work does, if it ends in time; what becomes of it afterwards is ignored.
 *
 * @throws {EventLogError} UNREACHABLE after `limitMs`
 */
export async function limited<T>(what: string, limitMs: number, work: Promise<T>): Promise<T> {
  const expired = Promise.withResolvers<never>();
  const tooLate = () => expired.reject(new EventLogError('UNREACHABLE', `${what} did not end within ${limitMs} ms`));
  const timer = setTimeout(tooLate, limitMs);
  try {
    return await Promise.race([work, expired.promise]);
  } finally {
    clearTimeout(timer);
  }
}
