/** Ways out: each channel with what makes its messages, its room, its rate and its breaker. */
import type { Channel, Email, RateControl, Receipt, Sms } from '@belltower/channels';
import type { AppointmentCreated, ChannelName } from '@belltower/events';
import { renderEmail, renderSms, type Sender } from '@belltower/messages';
import type { DeliveryIdentity } from '../ledger/entry.ts';
import type { Breaker } from './breaker.ts';
import type { Slots } from './slots.ts';

/** What one message is made from. */
export interface MessageSource {
  readonly identity: DeliveryIdentity;
  readonly event: AppointmentCreated;
  readonly address: string;
  /** The attempt that is to be made, or that is asked about. */
  readonly attempt: number;
  readonly expiresAt: Date;
}

/** A message that is ready to go out. */
export interface ReadyMessage {
  send(signal: AbortSignal): Promise<Receipt>;
  /** Asks the provider about it; absent where it cannot be asked. */
  find?(since: Date, signal: AbortSignal): Promise<Receipt | null>;
}

/** One channel as the notifier uses it. */
export interface Outlet {
  readonly name: ChannelName;
  readonly provider: string;
  readonly canAsk: boolean;
  readonly slots: Slots;
  readonly rate: RateControl;
  readonly breaker: Breaker;
  /** Renders the message. Pure. */
  prepare(source: MessageSource): ReadyMessage;
}

type Parts = Pick<Outlet, 'slots' | 'rate' | 'breaker'>;

/** The way out by mail. */
export function emailOutlet(channel: Channel<Email>, sender: Sender, parts: Parts): Outlet {
  return outletOf(channel, parts, ({ identity: { deliveryId }, event, address }) =>
    renderEmail(event, { deliveryId, to: address, sender }),
  );
}

/** Twilio's longest, in seconds. */
const LONGEST_VALIDITY_S = 36_000;

/** The way out by SMS. Without `publicUrl` no callbacks are asked for. */
export function smsOutlet(channel: Channel<Sms>, sender: Sender, publicUrl: string | null, parts: Parts): Outlet {
  return outletOf(channel, parts, ({ identity: { deliveryId }, event, address, attempt, expiresAt }) => {
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

function outletOf<M extends Email | Sms>(
  channel: Channel<M>,
  parts: Parts,
  render: (source: MessageSource) => M,
): Outlet {
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
