/** The contract of a reader of callbacks, as a suite. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { channelErrorCodes, channelErrorKinds } from '../errors.ts';
import type { CallbackReader, CallbackRequest, ProviderCallback } from '../provider.ts';
import { nodeRunner, type Runner } from './harness.ts';

/** What the suite needs to try a reader on: requests as the provider makes and signs them. */
export interface CallbackHarness {
  readonly reader: CallbackReader;
  /** One that says so of a message. */
  request(status: 'delivered' | 'failed'): CallbackRequest;
  /** One that is signed, and about nothing that a message can come to. */
  unreadable(): CallbackRequest;
}

/** Declares the tests of one reader. @param runner @default that of `node:test` */
export function describeCallbacks(
  name: string,
  { reader, request, unreadable }: CallbackHarness,
  { describe, it }: Runner = nodeRunner,
): void {
  const reportOf = (callback: ProviderCallback) => {
    if (callback.kind !== 'report') throw new Error(`a report is expected, got ${callback.kind}`);
    return callback.report;
  };

  describe(`the callbacks of ${name} keep the contract`, () => {
    it('say that a message arrived', async () => {
      const { status, providerStatus } = reportOf(await reader(request('delivered')));
      equal(status, 'delivered');
      ok(providerStatus !== '', "the provider's own word is expected");
    });

    it('say why one did not', async () => {
      const report = reportOf(await reader(request('failed')));
      if (report.status !== 'failed') throw new Error(`failed is expected, got ${report.status}`);
      ok(channelErrorCodes.includes(report.error.code) && channelErrorKinds.includes(report.error.kind));
      ok(report.message.length > 0 && report.message.length <= 500, 'a message of 1 to 500 characters is expected');
    });

    it('read the same request the same way each time', async () => {
      deepEqual(await reader(request('delivered')), await reader(request('delivered')));
    });

    it('are forged when they are not signed, or another body or signature came', async () => {
      const signed = request('delivered');
      const altered: CallbackRequest[] = [
        { ...signed, headers: {} },
        { ...signed, body: `${signed.body}&x=1` },
        { ...signed, body: '' },
        ...Object.entries(signed.headers)
          .filter(([header, value]) => value !== undefined && /sign|auth|token/i.test(header))
          .map(([header]) => ({ ...signed, headers: { ...signed.headers, [header]: 'forged' } })),
      ];
      ok(altered.length > 3, 'a header with a signature is expected: its name has sign, auth or token in it');
      for (const one of altered) deepEqual(await reader(one), { kind: 'forged' });
    });

    it('are unreadable when they are signed and about nothing of ours', async () => {
      equal((await reader(unreadable())).kind, 'unreadable');
    });
  });
}
