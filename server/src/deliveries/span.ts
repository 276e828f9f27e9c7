import { badInput } from '../request-error.ts';

/** A span of time: `since` belongs to it, `until` does not. */
export interface Span {
  readonly since: Date;
  readonly until: Date;
}

/** @throws {RequestError} BAD_USER_INPUT when the span ends before it begins */
export function checkOrder({ since, until }: Span): void {
  if (until > since) return;
  throw badInput([{ path: ['until'], code: 'OUT_OF_RANGE', message: 'must be after since' }]);
}
