/** Makes the links to the providers bad, now and then, in all the ways in which an answer can get lost. */
import { setTimeout as wait } from 'node:timers/promises';
import { ACCEPTED } from '@belltower/dev/scripted-smtp-server';
import type { LinkFault, TcpProxy } from '@belltower/dev/tcp-proxy';
import type { Providers } from './providers.ts';
import type { Random } from './random.ts';

/** Faults of the links. Disposing it repairs them. */
export interface LinkFaults extends AsyncDisposable {
  /** How often each kind of fault was set. */
  readonly counts: ReadonlyMap<LinkFault['kind'], number>;
}

/** Disturbs both links. `busy` is the part of the time in which something is wrong with a link. */
export function startLinkFaults(providers: Providers, random: Random, busy = 0.35): LinkFaults {
  const ending = new AbortController();
  const counts = new Map<LinkFault['kind'], number>();
  const work = Promise.all([
    disturb(providers.smtpLink, random.fork('smtp'), (reply) => reply.includes(ACCEPTED)),
    disturb(providers.smsLink, random.fork('sms'), (reply) => reply.includes('HTTP/1.1 201')),
  ]);

  /** What is swallowed hangs until the fault ends: then the link is cut, and both ends see that it broke. */
  async function disturb(link: TcpProxy, chance: Random, acceptance: (reply: Buffer) => boolean): Promise<void> {
    while (!ending.signal.aborted) {
      const fault = chance.chance(busy) ? draw(chance, acceptance) : ({ kind: 'none' } as const);
      counts.set(fault.kind, (counts.get(fault.kind) ?? 0) + 1);
      link.setFault(fault);
      await wait(chance.between(300, 1_500), undefined, { signal: ending.signal }).catch(() => {});
      if (fault.kind === 'swallow-replies' || fault.kind === 'silent') link.cut();
    }
    link.setFault({ kind: 'none' });
    link.cut();
  }

  return {
    counts,
    async [Symbol.asyncDispose]() {
      ending.abort();
      await work;
    },
  };
}

function draw(chance: Random, acceptance: (reply: Buffer) => boolean): LinkFault {
  return chance.pick<() => LinkFault>([
    () => ({ kind: 'delay', ms: chance.between(50, 400) }),
    () => ({ kind: 'reset-after', bytes: chance.between(0, 9_000) }),
    () => ({ kind: 'swallow-replies', matching: acceptance }),
    () => ({ kind: 'silent' }),
    () => ({ kind: 'refuse' }),
  ])();
}
