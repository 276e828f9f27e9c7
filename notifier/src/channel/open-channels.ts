import {
  createRateControl,
  createSmtpChannel,
  createTwilioChannel,
  reachesUs,
  type SmtpConfig,
  type TwilioConfig,
} from '@belltower/channels';
import type { ChannelName } from '@belltower/events';
import { senderOf } from '@belltower/messages';
import type { Logger } from 'pino';
import { type BreakerPolicy, createBreaker } from './breaker.ts';
import { type ChannelRuntime, emailRuntime, smsRuntime } from './channel-runtime.ts';

/** How much one provider is given. */
export interface ProviderLimits {
  /** Sends that start a second. */
  readonly ratePerSecond: number;
  /** Sends in progress: the one limit, which connections to the provider follow. */
  readonly maxConcurrent: number;
}

/** What opening the channels needs. */
export interface ChannelsConfig {
  /** Null where a channel is off. */
  readonly email: (Omit<SmtpConfig, 'maxConnections' | 'deadlineMs'> & { readonly limits: ProviderLimits }) | null;
  readonly sms: (Omit<TwilioConfig, 'deadlineMs'> & { readonly limits: ProviderLimits }) | null;
  /** Who writes, when only SMS go out. */
  readonly mailFrom: string | undefined;
  /** Where providers reach us, without a slash at the end; null: no callbacks are requested. */
  readonly publicUrl: string | null;
  readonly policy: {
    readonly breaker: BreakerPolicy;
    /** The one deadline of a send, or of a question about one, in milliseconds. */
    readonly sendDeadlineMs: number;
  };
}

/** Opens the channels that are configured. What they hold is released with `started`. */
export function openChannels(
  { email, sms, mailFrom, publicUrl, policy }: ChannelsConfig,
  started: AsyncDisposableStack,
  logger: Logger,
): ReadonlyMap<ChannelName, ChannelRuntime> {
  const sender = senderOf(mailFrom);
  const channels = new Map<ChannelName, ChannelRuntime>();
  const deadlineMs = policy.sendDeadlineMs;
  const partsOf = (channel: ChannelName, { ratePerSecond, maxConcurrent }: ProviderLimits) => ({
    rate: createRateControl({ ratePerSecond, maxConcurrent, burst: Math.max(1, ratePerSecond) }),
    breaker: started.use(
      createBreaker(policy.breaker, (state) => {
        if (state.kind === 'closed') return logger.info({ channel }, 'the channel works again');
        const fields = { alarm: true, channel, error: state.fault.reason };
        logger.error(fields, "the channel's account or configuration is at fault: it is stopped, and probed");
      }),
    ),
  });
  if (email !== null) {
    const { limits, ...config } = email;
    const channel = createSmtpChannel({ ...config, deadlineMs, maxConnections: limits.maxConcurrent });
    channels.set('email', emailRuntime(started.use(channel), sender, partsOf('email', limits)));
  }
  if (sms !== null) {
    const { limits, ...config } = sms;
    const channel = started.use(createTwilioChannel({ ...config, deadlineMs }));
    if (publicUrl !== null && !reachesUs(publicUrl, sms.apiUrl)) {
      logger.warn(
        { public_url: publicUrl },
        'Twilio cannot reach PUBLIC_URL: no callbacks are requested, and an SMS stays SENT',
      );
    }
    channels.set('sms', smsRuntime(channel, sender, publicUrl, partsOf('sms', limits)));
  }
  return channels;
}
