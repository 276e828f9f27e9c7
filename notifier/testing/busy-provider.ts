/**
 * A provider of mails that serves one after the other: what is given up by its sender while it waits takes its time all the same, as
 * at any server whose clients time out. A module, as a third party's.
 */
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { ChannelError } from '@belltower/channels';

/** Of one mail. */
const WORK_MS = 20;

export default {
  name: 'busy',
  channel: 'email',
  variables: [],
  lookUp: false,
  settings: () => ({ kind: 'complete', config: null }),
  open: () => {
    let last: Promise<unknown> = Promise.resolve();
    return {
      name: 'email',
      provider: 'busy',
      async send({ messageId }: { messageId: string }, signal: AbortSignal) {
        last = last.then(() => wait(WORK_MS));
        await Promise.race([last, once(signal, 'abort')]);
        if (!signal.aborted) return { providerMessageId: messageId, acceptedAt: new Date() };
        throw new ChannelError('it took too long', { code: 'PROVIDER_UNAVAILABLE', kind: 'retry', providerCode: null });
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  },
};
