/** Whose idempotency key it is, and which. */
export interface OwnedKey {
  readonly callerSub: string;
  readonly idempotencyKey: string | null;
}

/** What all repeats of a request share; null where it has no idempotency key, and so no repeats. */
export function repeatKeyOf({ callerSub, idempotencyKey }: OwnedKey): string | null {
  return idempotencyKey === null ? null : JSON.stringify([callerSub, idempotencyKey]);
}
