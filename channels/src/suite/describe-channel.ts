/** The contract of a channel, as a suite that every adapter runs whole: ours, and yours. */
import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Email, Sms } from '../channel.ts';
import { ChannelError } from '../errors.ts';
import { type ChannelHarness, nodeRunner, type OpenedChannel, type ProviderBehaviour, type Runner } from './harness.ts';

const DEADLINE_MS = 5_000;
const SHORT_MS = 400;
/** Beyond a deadline, for a machine that is busy. */
const GRACE_MS = 5_000;
const never = new AbortController().signal;

/** Declares the tests of one adapter. @param runner @default that of `node:test` */
export function describeChannel<M extends Email | Sms>(
  name: string,
  harness: ChannelHarness<M>,
  { describe, it }: Runner = nodeRunner,
): void {
  const message = harness.message(1);

  async function withChannel(
    behaviour: ProviderBehaviour,
    use: (opened: OpenedChannel<M>) => Promise<void>,
    deadlineMs = DEADLINE_MS,
  ): Promise<void> {
    const opened = await harness.open(behaviour, { deadlineMs });
    try {
      await use(opened);
    } finally {
      await opened.channel[Symbol.asyncDispose]();
      await opened.close();
    }
  }

  /** How a promise fails. What it says must be fit to be shown. */
  async function failureOf(promise: Promise<unknown>): Promise<ChannelError> {
    const error = await promise.then(
      (value) => new Error(`a failure is expected, got ${JSON.stringify(value)}`),
      (reason: unknown) => reason,
    );
    if (!(error instanceof ChannelError)) throw new Error(`a ChannelError is expected, got ${String(error)}`);
    ok(error.message.length > 0 && error.message.length <= 500, 'a message of 1 to 500 characters is expected');
    for (const secret of [message.to, ...(harness.secrets ?? [])]) {
      ok(!error.message.includes(secret), 'the message of an error shows an address or a secret');
    }
    return error;
  }

  describe(`the channel ${name} keeps the contract`, () => {
    it('says what it is', () =>
      withChannel('accepts', async ({ channel }) => {
        equal(channel.name, harness.channel);
        ok(/^[a-z][a-z0-9-]{0,31}$/.test(channel.provider), 'lower-case letters, digits and hyphens are expected');
        equal(channel.find !== undefined, harness.lookUp, 'find is expected where a look-up is promised');
      }));

    it('has a receipt of what was accepted, which is sent once', () =>
      withChannel('accepts', async ({ channel, accepted }) => {
        const receipt = await channel.send(message, never);
        equal(receipt.provider, channel.provider);
        ok(receipt.acceptedAt instanceof Date, 'acceptedAt: a Date is expected');
        const { providerMessageId: id } = receipt;
        ok(id === null || (typeof id === 'string' && id !== ''), 'providerMessageId: a text or null is expected');
        equal(accepted(), 1);
      }));

    it('sends several at a time, each once', () =>
      withChannel('accepts', async ({ channel, accepted }) => {
        await Promise.all([1, 2, 3, 4, 5].map((number) => channel.send(harness.message(number), never)));
        equal(accepted(), 5);
      }));

    it('gives up on a recipient who is refused for good, and only on that one', () =>
      withChannel('refuses-recipient', async ({ channel, accepted }) => {
        const { details, retryable } = await failureOf(channel.send(message, never));
        ok(['permanent', 'suppress'].includes(details.kind), `permanent or suppress is expected, got ${details.kind}`);
        deepEqual([retryable, accepted()], [false, 0]);
      }));

    it('knows a fault of the account from one of the message', () =>
      withChannel('refuses-account', async ({ channel, accepted }) => {
        const error = await failureOf(channel.send(message, never));
        deepEqual([error.details.kind, error.retryable, error.outage, accepted()], ['account', true, true, 0]);
      }));

    it('is retried where nothing left us', () =>
      withChannel('unreachable', async ({ channel, accepted }) => {
        const error = await failureOf(channel.send(message, never));
        deepEqual([error.code, error.details.kind, error.outage], ['PROVIDER_UNAVAILABLE', 'retry', true]);
        equal(accepted(), 0);
      }));

    it('is in doubt where the message left us and no answer came, by its deadline', () =>
      withChannel(
        'silent',
        async ({ channel }) => {
          const begun = performance.now();
          const { details } = await failureOf(channel.send(message, never));
          deepEqual([details.code, details.kind], ['MAYBE_SENT', 'maybe-sent']);
          ok(performance.now() - begun < SHORT_MS + GRACE_MS, 'it ended long after its deadline');
        },
        SHORT_MS,
      ));

    it("ends a send when its caller's signal aborts, and never calls it refused", () =>
      withChannel('silent', async ({ channel }) => {
        const { details } = await failureOf(channel.send(message, AbortSignal.timeout(SHORT_MS)));
        equal(details.kind, 'maybe-sent');
      }));

    it('sends nothing for a signal that is aborted already', () =>
      withChannel('accepts', async ({ channel, accepted }) => {
        const { details } = await failureOf(channel.send(message, AbortSignal.abort()));
        ok(['retry', 'maybe-sent'].includes(details.kind), `retry or maybe-sent is expected, got ${details.kind}`);
        equal(accepted(), 0);
      }));

    it('waits for the sends in flight when it is disposed', () =>
      withChannel('accepts', async ({ channel, accepted }) => {
        const sending = channel.send(message, never);
        await channel[Symbol.asyncDispose]();
        equal(accepted(), 1);
        await sending;
      }));

    if (harness.lookUp) describeLookUp();
  });

  function describeLookUp(): void {
    it('finds what was accepted, and nothing else', () =>
      withChannel('accepts', async ({ channel }) => {
        const since = new Date();
        const receipt = await channel.send(message, never);
        await sleep(harness.lookUpAfterMs ?? 0);
        const found = await channel.find?.(message, since, never);
        equal(found?.providerMessageId, receipt.providerMessageId);
        equal(await channel.find?.(harness.message(2), since, never), null);
      }));

    it('never takes a question that failed for "not sent"', () =>
      withChannel('unreachable', async ({ channel }) => {
        const find = channel.find?.(message, new Date(), never);
        ok(find !== undefined);
        await rejects(find, ChannelError);
        const error = await failureOf(find);
        ok(
          ['retry', 'account'].includes(error.details.kind),
          `retry or account is expected, got ${error.details.kind}`,
        );
      }));
  }
}
