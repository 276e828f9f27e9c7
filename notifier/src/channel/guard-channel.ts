/**
 * What keeps our promises where the code of a channel is not ours.
 *
 * Promise: a call ends by its deadline, whatever the channel does; a send that ends so, or with anything else than a receipt or a
 * `ChannelError`, is in doubt and never taken for refused; what it hands over is checked; disposing waits for what is in flight.
 */
import {
  type Channel,
  ChannelError,
  createSendsInFlight,
  type Email,
  type Receipt,
  readFailure,
  readReceipt,
  type Sms,
} from '@belltower/channels';
import { wordsOf } from './foreign-code.ts';

/** The same channel with every call bounded. @param provider the name under which it is shown */
export function guardChannel<M extends Email | Sms>(
  channel: Channel<M>,
  { provider, deadlineMs }: { readonly provider: string; readonly deadlineMs: number },
): Channel<M> {
  const sends = createSendsInFlight(deadlineMs);

  async function send(message: M, signal: AbortSignal): Promise<Receipt> {
    const outcome = await sends
      .run(signal, (bounded) => untilAborted(bounded, () => channel.send(message, bounded)))
      .catch((thrown: unknown) => {
        throw readFailure(thrown) ?? inDoubt(`it failed unexpectedly (${wordsOf(thrown)})`);
      });
    const receipt = readReceipt(outcome, provider);
    if (receipt !== null) return receipt;
    throw inDoubt(outcome === ABORTED ? 'it did not end by its deadline' : 'it ended without a receipt');
  }

  async function find(message: M, since: Date, signal: AbortSignal): Promise<Receipt | null> {
    const answer = await sends
      .run(signal, (bounded) => untilAborted(bounded, async () => channel.find?.(message, since, bounded)))
      .catch((thrown: unknown) => {
        throw readFailure(thrown) ?? unanswered(`the look-up failed unexpectedly (${wordsOf(thrown)})`);
      });
    if (answer === null) return null;
    const receipt = readReceipt(answer, provider);
    if (receipt === null) throw unanswered(answer === ABORTED ? 'the look-up did not end in time' : 'no receipt came');
    return receipt;
  }

  return {
    name: channel.name,
    provider,
    send,
    ...(channel.find !== undefined && { find }),
    async [Symbol.asyncDispose]() {
      await sends.settled();
      await sends.run(AbortSignal.timeout(deadlineMs), (bounded) =>
        untilAborted(bounded, async () => await channel[Symbol.asyncDispose]()),
      );
    },
  };
}
const ABORTED = Symbol('aborted');

/** What it answers, or that the signal was aborted before: then nothing is waited for any more. */
async function untilAborted<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T | typeof ABORTED> {
  const aborted = new Promise<typeof ABORTED>((resolve) => {
    // an adapter that minds the signal says itself what became of the message: it has the first word
    const give = () => void setTimeout(resolve, LAST_WORD_MS, ABORTED);
    if (signal.aborted) give();
    else signal.addEventListener('abort', give, { once: true });
  });
  return await Promise.race([call(), aborted]);
}

const LAST_WORD_MS = 200;

function inDoubt(why: string): ChannelError {
  return new ChannelError(`It may have been sent: ${why}.`, {
    code: 'MAYBE_SENT',
    kind: 'maybe-sent',
    providerCode: null,
  });
}

function unanswered(why: string): ChannelError {
  const details = { code: 'PROVIDER_UNAVAILABLE', kind: 'retry', providerCode: null } as const;
  return new ChannelError(`The provider could not be asked: ${why}.`, details);
}
