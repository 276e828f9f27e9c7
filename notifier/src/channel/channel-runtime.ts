/** One channel as the notifier uses it: what makes its messages, its one limit of concurrency and rate, and its breaker. */
import type { Channel, Email, RateControl, Receipt, Sms } from '@belltower/channels';
import type { AppointmentEvent, ChannelName } from '@belltower/events';
import { type MessageSettings, mailHashOf, renderEmail, renderSms, smsHashOf } from '@belltower/messages';
import type { DeliveryIdentity } from '../ledger/entry.ts';
import type { Breaker } from './breaker.ts';

/** What one message is made from. */
export interface MessageSource {
  readonly identity: DeliveryIdentity;
  readonly event: AppointmentEvent;
  readonly address: string;
  /** The attempt that is to be made, or that is asked about. */
  readonly attempt: number;
  readonly expiresAt: Date;
}

/** A message that is ready to be sent. The channel ends each call by its deadline, or when the signal aborts. */
export interface ReadyMessage {
  /** Of what it says: the server compares what it would render with it. */
  readonly contentHash: string;
  send(signal: AbortSignal): Promise<Receipt>;
  /** Asks the provider about it; absent where it cannot be asked. */
  find?(since: Date, signal: AbortSignal): Promise<Receipt | null>;
}

/** One channel as the notifier uses it. */
export interface ChannelRuntime {
  readonly name: ChannelName;
  readonly provider: string;
  readonly canAsk: boolean;
  /** Its second account, used while this one cannot be. */
  readonly fallback?: ChannelRuntime | null;
  /** The one limit of its sends in progress, and of how many start a second. */
  readonly rate: RateControl;
  readonly breaker: Breaker;
  /** Renders the message. Pure. */
  prepare(source: MessageSource): ReadyMessage;
}

type Parts = Pick<ChannelRuntime, 'rate' | 'breaker' | 'fallback'>;

/** What a channel's messages are made with, beside their event. */
export interface RuntimeSettings {
  /** The name of the account, as it is shown for each attempt. */
  readonly account: string;
  readonly messages: MessageSettings;
  /** Where the provider is to report what becomes of messages, without its query; null: no callbacks are requested. */
  readonly callbackUrl: string | null;
}

/** The runtime of the channel email. */
export function emailRuntime(channel: Channel<Email>, settings: RuntimeSettings, parts: Parts): ChannelRuntime {
  const { messages } = settings;
  return runtimeOf(channel, settings, parts, (source) => {
    const { identity, event, address } = source;
    const rendered = renderEmail(event, { deliveryId: identity.deliveryId, to: address, settings: messages });
    return {
      message: { ...rendered, ...callbackOf(settings, source) },
      contentHash: mailHashOf(rendered, messages),
    };
  });
}

/** Twilio's longest, in seconds. */
const LONGEST_VALIDITY_S = 36_000;

/** The runtime of the channel sms. */
export function smsRuntime(channel: Channel<Sms>, settings: RuntimeSettings, parts: Parts): ChannelRuntime {
  return runtimeOf(channel, settings, parts, (source) => {
    const { identity, event, address, expiresAt } = source;
    const leftS = Math.floor((expiresAt.getTime() - Date.now()) / 1_000);
    const rendered = renderSms(event, { deliveryId: identity.deliveryId, to: address, settings: settings.messages });
    const message = {
      ...rendered,
      validityS: Math.max(1, Math.min(LONGEST_VALIDITY_S, leftS)),
      ...callbackOf(settings, source),
    };
    return { message, contentHash: smsHashOf(rendered) };
  });
}

/** Names the attempt, so that a callback needs no look-up by the provider's id. */
function callbackOf({ callbackUrl }: RuntimeSettings, { identity: { deliveryId }, attempt }: MessageSource) {
  return callbackUrl === null ? {} : { callbackUrl: `${callbackUrl}?delivery=${deliveryId}&attempt=${attempt}` };
}

function runtimeOf<M extends Email | Sms>(
  channel: Channel<M>,
  { account }: RuntimeSettings,
  parts: Parts,
  render: (source: MessageSource) => { readonly message: M; readonly contentHash: string },
): ChannelRuntime {
  return {
    name: channel.name,
    provider: account,
    canAsk: channel.find !== undefined,
    ...parts,
    prepare(source) {
      const { message, contentHash } = render(source);
      return {
        contentHash,
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
