/** The one place that calls a provider for a delivery: to send its message, or to ask what became of it. */
import { ChannelError, type Receipt } from '@belltower/channels';
import type { Tracer } from '@belltower/support/traces';
import type { Logger } from 'pino';
import type { ChannelRuntime, ReadyMessage } from '../channel/channel-runtime.ts';
import type { LedgerEntry } from '../ledger/entry.ts';
import type { Metrics } from '../metrics.ts';
import type { SendOutcome } from './after-send.ts';
import { addressOf, type DeliveryRun, expiresAt, logFieldsOf } from './delivery-run.ts';
import type { RetryPolicy } from './retry.ts';

/** What calling a provider needs. */
export interface ProviderOptions {
  readonly policy: RetryPolicy;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly tracer?: Tracer;
  /** Aborts the calls in progress. */
  readonly cutting: AbortSignal;
}

/** What the provider answered about a message; `unanswered`: nothing is known of it. */
export type Answer =
  | { readonly kind: 'found'; readonly receipt: Receipt }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'unanswered'; readonly reason: string };

/** Calls the providers. */
export interface Provider {
  /** Renders the message of an attempt. @throws {Error} when the event is no longer kept */
  prepare(run: DeliveryRun, runtime: ChannelRuntime, attempt: number): ReadyMessage;
  /** Sends it; what the channel does not know is an outcome in doubt. Never rejects. */
  send(run: DeliveryRun, message: ReadyMessage): Promise<SendOutcome>;
  /** Asks what became of the last attempt; a channel that cannot be asked has not found it. */
  ask(run: DeliveryRun, runtime: ChannelRuntime | undefined, entry: LedgerEntry): Promise<Answer>;
}

/** Creates what calls the providers. */
export function createProvider({ policy, log, metrics, tracer, cutting }: ProviderOptions): Provider {
  function prepare(run: DeliveryRun, runtime: ChannelRuntime, attempt: number): ReadyMessage {
    const { event, planned } = run;
    if (event === null) throw new Error('the content of this delivery is no longer kept');
    return runtime.prepare({
      identity: planned,
      event,
      address: addressOf(run),
      attempt,
      expiresAt: expiresAt(run, policy),
    });
  }

  return {
    prepare,
    async send(run, message) {
      const startedAt = performance.now();
      const { channel } = run.planned;
      const attributes = { attempt: run.known?.entry.attempts ?? 1, provider: run.known?.entry.provider ?? '' };
      const parent = run.span?.traceparent;
      const span = run.span && tracer?.start({ name: `send ${channel}`, kind: 'client', parent, attributes });
      try {
        const receipt = await message.send(cutting);
        span?.end({ attributes: { provider_message_id: receipt.providerMessageId ?? '' } });
        return { kind: 'accepted', receipt };
      } catch (error) {
        span?.end({ error: error instanceof ChannelError ? error.details.code : 'MAYBE_SENT' });
        if (error instanceof ChannelError) return { kind: 'refused', error };
        log.error(
          { ...logFieldsOf(run), err: error },
          'the channel threw an unexpected error: the message may be sent',
        );
        const details = { code: 'MAYBE_SENT', kind: 'maybe-sent', providerCode: null } as const;
        return { kind: 'refused', error: new ChannelError('The send failed unexpectedly.', details) };
      } finally {
        metrics.sendSeconds.observe({ channel }, (performance.now() - startedAt) / 1_000);
      }
    },
    async ask(run, runtime, entry) {
      try {
        const message = runtime && prepare(run, runtime, entry.attempts);
        const receipt = (await message?.find?.(entry.sendStartedAt ?? entry.queuedAt, cutting)) ?? null;
        return receipt === null ? { kind: 'not-found' } : { kind: 'found', receipt };
      } catch (error) {
        if (!(error instanceof ChannelError)) throw error;
        log.warn({ ...logFieldsOf(run), error: error.message }, 'the provider could not be asked about a message');
        return { kind: 'unanswered', reason: error.message };
      }
    },
  };
}
