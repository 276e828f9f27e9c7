import { isRecord } from './errors.ts';

/** The close code of what ended a socket or a subscription; undefined when it was not a close. */
export function closeCodeOf(cause: unknown): number | undefined {
  return isCloseLike(cause) ? cause.code : undefined;
}

function isCloseLike(cause: unknown): cause is { code: number } {
  return isRecord(cause) && typeof cause.code === 'number';
}
