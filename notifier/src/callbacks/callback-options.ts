import type { Account } from '../channel/accounts.ts';
import type { ChannelRuntime } from '../channel/channel-runtime.ts';
import { accountOf } from '../channel/choose-account.ts';
import type { CallbackOptions, CallbackSource } from './callbacks.ts';

/** What callbacks need; null where no provider calls back. */
export function callbackOptionsOf(
  accounts: readonly Account[],
  channels: ReadonlyMap<ChannelRuntime['name'], ChannelRuntime>,
  parts: Omit<CallbackOptions, 'sources'>,
): CallbackOptions | null {
  const sources = accounts.flatMap(({ name, channel, callbacks }): CallbackSource[] => {
    if (callbacks === null || (callbacks.signsUrl && parts.publicUrl === null)) return [];
    return [{ ...callbacks, account: name, channel, breaker: accountOf(channels.get(channel), name)?.breaker ?? null }];
  });
  return sources.length === 0 ? null : { ...parts, sources };
}
