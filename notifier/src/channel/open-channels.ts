import { createRateControl, reachesUs } from '@belltower/channels';
import type { ChannelName } from '@belltower/events';
import type { MessageSettings } from '@belltower/messages';
import type { Logger } from 'pino';
import type { Account, AccountsConfig } from './accounts.ts';
import { type BreakerPolicy, createBreaker } from './breaker.ts';
import { type ChannelRuntime, emailRuntime, smsRuntime } from './channel-runtime.ts';

/** What opening the channels needs. */
export interface ChannelsConfig extends AccountsConfig {
  readonly messages: MessageSettings;
  /** Where providers reach us, without a slash at the end; null: no callbacks are requested. */
  readonly publicUrl: string | null;
  readonly policy: {
    readonly breaker: BreakerPolicy;
    /** The one deadline of a send, or of a question about one, in milliseconds. */
    readonly sendDeadlineMs: number;
  };
}

/** Opens the channels of these accounts. What they hold is released with `started`. */
export async function openChannels(
  accounts: readonly Account[],
  { sms, fallback, messages, publicUrl, policy }: ChannelsConfig,
  started: AsyncDisposableStack,
  logger: Logger,
): Promise<ReadonlyMap<ChannelName, ChannelRuntime>> {
  const channels = new Map<ChannelName, ChannelRuntime>();
  const seconds = new Map<ChannelName, ChannelRuntime>();
  const hasFallback = (channel: ChannelName) => accounts.some((one) => one.isFallback && one.channel === channel);
  const partsOf = ({ name, channel, isFallback, limits: { ratePerSecond, maxConcurrent } }: Account) => ({
    rate: createRateControl({ ratePerSecond, maxConcurrent, burst: Math.max(1, ratePerSecond) }),
    breaker: started.use(
      createBreaker(policy.breaker, (state) => {
        if (state.kind === 'closed') return logger.info({ channel, provider: name }, 'the channel works again');
        const fields = { alarm: true, channel, provider: name, error: state.fault.reason };
        if (isFallback || !hasFallback(channel)) {
          logger.error(fields, "the channel's account or configuration is at fault: it is stopped, and probed");
        } else
          logger.error(
            fields,
            'the first account of the channel cannot be used: the second is, and the first is probed',
          );
      }),
    ),
    fallback: isFallback ? null : (seconds.get(channel) ?? null),
  });
  // the second first: it is a part of the first
  for (const account of accounts.toSorted((one, other) => Number(other.isFallback) - Number(one.isFallback))) {
    const { name: own, callbacks } = account;
    const callbackUrl = callbacks === null || publicUrl === null ? null : `${publicUrl}/callbacks/${own}`;
    const settings = { account: own, messages, callbackUrl };
    const runtime =
      account.channel === 'email'
        ? emailRuntime(started.use(await account.open(policy.sendDeadlineMs)), settings, partsOf(account))
        : smsRuntime(started.use(await account.open(policy.sendDeadlineMs)), settings, partsOf(account));
    if (account.isFallback) seconds.set(account.channel, runtime);
    else channels.set(account.channel, runtime);
  }
  const unreached = [sms, fallback?.sms].filter(
    (one) => one && publicUrl !== null && !reachesUs(publicUrl, one.apiUrl),
  );
  if (unreached.length > 0) {
    logger.warn(
      { public_url: publicUrl },
      'Twilio cannot reach PUBLIC_URL: no callbacks are requested, and an SMS stays SENT',
    );
  }
  return channels;
}
