/** A provider of mails that keeps no rule: by the recipient's name, each send ends in another odd way. A module, as a third party's. */
import { ChannelError } from '@belltower/channels';

const HALF = '\ud800';
/** What no text should hold, and too much of it. */
export const ODD = `a${HALF}\0${'x'.repeat(1 << 20)} of ann@example.com`;

const sends: Readonly<Record<string, () => unknown>> = {
  'text-thrown': () => {
    throw 'no error, of ann@example.com';
  },
  'nothing-thrown': () => {
    throw undefined;
  },
  rejected: () => Promise.reject({ message: 7 }),
  nothing: () => undefined,
  garbage: () => ({ providerMessageId: 5, acceptedAt: 'now' }),
  silent: () => new Promise(() => {}),
  unreadable: () =>
    new Proxy(
      {},
      {
        get: () => {
          throw new Error('not to be read');
        },
      },
    ),
  'odd-refusal': () => {
    const details = { code: 'REJECTED', kind: 'permanent', providerCode: ODD, retryAfterMs: 'soon', scheduleMs: 'x' };
    throw new ChannelError(ODD, details as never);
  },
  'no-words': () => {
    const details = { code: 'REJECTED', kind: 'permanent', providerCode: { at: 7 } };
    throw Object.assign(new ChannelError('x', details as never), { message: { of: 'nothing' }, outage: 'no' });
  },
  'odd-wait': () => {
    const details = { code: 'PROVIDER_UNAVAILABLE', kind: 'retry', providerCode: '1', retryAfterMs: Number.NaN };
    throw new ChannelError('later', { ...details, scheduleMs: [Number.NEGATIVE_INFINITY] } as never);
  },
  'odd-receipt': () => ({ providerMessageId: ODD, acceptedAt: new Date(), provider: ODD }),
};

const reads: Readonly<Record<string, () => unknown>> = {
  ...sends,
  unsigned: () => ({ kind: 'forged' }),
  'odd-report': () => ({
    kind: 'report',
    report: {
      status: 'failed',
      providerMessageId: ODD,
      providerStatus: ODD,
      providerCode: ODD,
      to: ODD,
      error: { code: 'UNDELIVERED', kind: 'permanent', providerCode: ODD },
      message: ODD,
    },
  }),
};

export default {
  name: 'odd',
  channel: 'email',
  variables: [],
  lookUp: false,
  settings: () => ({ kind: 'complete', config: null }),
  open: () => ({
    name: 'email',
    provider: 'odd',
    send: ({ to }: { to: string }) => sends[to.split('@')[0] ?? '']?.(),
    [Symbol.asyncDispose]: () => new Promise(() => {}),
  }),
  callbacks: {
    reader:
      () =>
      ({ body }: { body: string }) =>
        reads[body]?.(),
  },
};
