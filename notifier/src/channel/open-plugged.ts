/** Opens the channel of a third party's provider. */
import type { Channel, Email, Provider, Sms } from '@belltower/channels';
import { EnvironmentError } from '@belltower/support/settings';
import { type ForeignModule, runForeign } from './foreign-code.ts';
import { guardChannel } from './guard-channel.ts';

/**
 * Opens it, and guards what it opened.
 *
 * @param open resolves with what the provider's `open` answers
 * @throws {EnvironmentError} with one sentence, when that fails, is not there by the deadline, or is not what the provider promised
 */
export async function openPlugged(
  { name, channel, lookUp }: Pick<Provider, 'name' | 'channel' | 'lookUp'>,
  from: ForeignModule,
  deadlineMs: number,
  open: () => Promise<unknown>,
): Promise<Channel<Email | Sms>> {
  const late = new Error(`it did not end within ${deadlineMs} ms`);
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(reject, deadlineMs, late);
  });
  const opened = await runForeign(from, 'open', () => Promise.race([open(), timeout])).finally(() =>
    clearTimeout(timer),
  );
  if (isChannel(opened) && opened.name === channel && (opened.find !== undefined) === lookUp) {
    return guardChannel(opened, { provider: name, deadlineMs });
  }
  const expected = `a channel ${channel} ${lookUp ? 'with' : 'without'} find is expected of "${from.module}"`;
  const got = isChannel(opened) ? `${opened.name} ${opened.find === undefined ? 'without' : 'with'} it` : 'no channel';
  throw new EnvironmentError([`${from.variable}: ${expected}, got ${got}`]);
}

function isChannel(value: unknown): value is Channel<Email | Sms> {
  if (typeof value !== 'object' || value === null) return false;
  const { send, find, [Symbol.asyncDispose]: dispose } = value as Record<PropertyKey, unknown>;
  return [send, find ?? send, dispose].every((method) => typeof method === 'function');
}
