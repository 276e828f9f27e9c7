import { createRateControl, createSmtpChannel, createTwilioChannel, reachesUs } from '@belltower/channels';
import type { ChannelName } from '@belltower/events';
import { senderOf } from '@belltower/messages';
import type { Logger } from 'pino';
import type { Config, ProviderLimits } from '../config.ts';
import { createBreaker } from './breaker.ts';
import { emailOutlet, type Outlet, smsOutlet } from './channel-runtime.ts';
import { createSlots } from './slots.ts';

/** Opens the ways out that are configured. What they hold is released with `started`. */
export function openOutlets(
  { email, sms, mailFrom, publicUrl, slots, policy }: Config,
  started: AsyncDisposableStack,
  logger: Logger,
): ReadonlyMap<ChannelName, Outlet> {
  const sender = senderOf(mailFrom);
  const outlets = new Map<ChannelName, Outlet>();
  const partsOf = (channel: ChannelName, { ratePerSecond, maxConcurrent }: ProviderLimits) => ({
    slots: createSlots(slots),
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
    const channel = started.use(createSmtpChannel({ ...email, deadlineMs: policy.sendDeadlineMs }));
    outlets.set('email', emailOutlet(channel, sender, partsOf('email', email.limits)));
  }
  if (sms !== null) {
    const channel = started.use(createTwilioChannel({ ...sms, deadlineMs: policy.sendDeadlineMs }));
    if (publicUrl !== null && !reachesUs(publicUrl, sms.apiUrl)) {
      logger.warn(
        { public_url: publicUrl },
        'Twilio cannot reach PUBLIC_URL: no callbacks are asked for, and an SMS stays SENT',
      );
    }
    outlets.set('sms', smsOutlet(channel, sender, publicUrl, partsOf('sms', sms.limits)));
  }
  return outlets;
}
