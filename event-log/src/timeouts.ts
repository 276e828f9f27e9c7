import { EventLogError } from './errors.ts';

/** Resolves when the work settles, or after `limitMs`, whichever is first. Ignores what the work rejects with. */
export async function waitAtMost(limitMs: number, work: Promise<unknown>): Promise<void> {
  const expired = Promise.withResolvers<void>();
  const timer = setTimeout(expired.resolve, limitMs);
  await Promise.race([work.catch(() => {}), expired.promise]);
  clearTimeout(timer);
}

/**
 * Settles as the work does, if that is within `limitMs`; how the work settles later is ignored. `what` names the work in
 * the error.
 *
 * @throws {EventLogError} UNREACHABLE after `limitMs`
 */
export async function withTimeout<T>(what: string, limitMs: number, work: Promise<T>): Promise<T> {
  const expired = Promise.withResolvers<never>();
  const expire = () => expired.reject(new EventLogError('UNREACHABLE', `${what} did not end within ${limitMs} ms`));
  const timer = setTimeout(expire, limitMs);
  try {
    return await Promise.race([work, expired.promise]);
  } finally {
    clearTimeout(timer);
  }
}
