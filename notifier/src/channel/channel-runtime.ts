/** One channel as the notifier uses it: what makes its messages, its one limit of concurrency and rate, and its breaker. */
import type { Channel, Email, RateControl, Receipt, Sms } from '@belltower/channels';
import type { AppointmentCreated, ChannelName } from '@belltower/events';
import { renderEmail, renderSms, type Sender } from '@belltower/messages';
import type { DeliveryIdentity } from '../ledger/entry.ts';
import type { Breaker } from './breaker.ts';

/** What one message is made from. */
export interface MessageSource {
  readonly identity: DeliveryIdentity;
  readonly event: AppointmentCreated;
  readonly address: string;
  /** The attempt that is to be made, or that is asked about. */
  readonly attempt: number;
  readonly expiresAt: Date;
}

/** A message that is ready to be sent. The channel ends each call by its deadline, or when the signal aborts. */
export interface ReadyMessage {
  send(signal: AbortSignal): Promise<Receipt>;
  /** Asks the provider about it; absent where it cannot be asked. */
  find?(since: Date, signal: AbortSignal): Promise<Receipt | null>;
}

/** One channel as the notifier uses it. */
export interface ChannelRuntime {
  readonly name: ChannelName;
  readonly provider: string;
  readonly canAsk: boolean;
  /** The one limit of its sends in progress, and of how many start a second. */
  readonly rate: RateControl;
  readonly breaker: Breaker;
  /** Renders the message. Pure. */
  prepare(source: MessageSource): ReadyMessage;
}

type Parts = Pick<ChannelRuntime, 'rate' | 'breaker'>;

/** The runtime of the channel email. */
export function emailRuntime(channel: Channel<Email>, sender: Sender, parts: Parts): ChannelRuntime {
  return runtimeOf(channel, parts, ({ identity: { deliveryId }, event, address }) =>
    renderEmail(event, { deliveryId, to: address, sender }),
  );
}

/** Twilio's longest, in seconds. */
const LONGEST_VALIDITY_S = 36_000;

/** The runtime of the channel sms. Without `publicUrl` no callbacks are requested. */
export function smsRuntime(
  channel: Channel<Sms>,
  sender: Sender,
  publicUrl: string | null,
  parts: Parts,
): ChannelRuntime {
  return runtimeOf(channel, parts, ({ identity: { deliveryId }, event, address, attempt, expiresAt }) => {
    const leftS = Math.floor((expiresAt.getTime() - Date.now()) / 1_000);
    return {
      ...renderSms(event, { deliveryId, to: address, sender }),
      validityS: Math.max(1, Math.min(LONGEST_VALIDITY_S, leftS)),
      ...(publicUrl !== null && {
        callbackUrl: `${publicUrl}/callbacks/twilio?delivery=${deliveryId}&attempt=${attempt}`,
      }),
    };
  });
}

function runtimeOf<M extends Email | Sms>(
  channel: Channel<M>,
  parts: Parts,
  render: (source: MessageSource) => M,
): ChannelRuntime {
  return {
    name: channel.name,
    provider: channel.provider,
    canAsk: channel.find !== undefined,
    ...parts,
    prepare(source) {
      const message = render(source);
      return {
        send: (signal) => channel.send(message, signal),
        ...(channel.find && {
          find: (since, signal) => channel.find?.(message, since, signal) ?? Promise.resolve(null),
        }),
      };
    },
  };
}

/** Resolves when none of these channels has a send in progress, at the latest when the signal is aborted. */
export async function untilIdle(channels: readonly ChannelRuntime[], signal: AbortSignal): Promise<void> {
  const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  while (!signal.aborted && channels.some(({ rate }) => rate.standing().inProgress > 0)) {
    await Promise.race([aborted, ...channels.map(({ rate }) => rate.changed())]);
  }
}
