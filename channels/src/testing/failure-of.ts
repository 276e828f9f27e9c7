import { ChannelError } from '../errors.ts';

/** What a promise rejects with. @throws {Error} when it does not reject, or with no error of ours */
export async function failureOf(promise: Promise<unknown>): Promise<ChannelError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ChannelError)) throw new Error(`expected a ChannelError, got ${String(error)}`);
  return error;
}
