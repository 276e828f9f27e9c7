/** Makes the links to the providers bad, now and then, in all the ways in which an answer can get lost. */
import { ACCEPTED } from '@belltower/dev/scripted-smtp-server';
import type { LinkFault, TcpProxy } from '@belltower/dev/tcp-proxy';
import { repeatedly } from '../testbed/repeatedly.ts';
import type { Providers } from './providers.ts';
import type { Random } from './random.ts';

/** The part of the time in which something is wrong with a link. */
const BUSY = 0.35;

/** Disturbs both links. Disposing it repairs them. */
export function startLinkFaults({ smtpLink, smsLink }: Providers, random: Random): AsyncDisposable {
  const faults = new AsyncDisposableStack();
  faults.use(disturb(smtpLink, random.fork('smtp'), (reply) => reply.includes(ACCEPTED)));
  faults.use(disturb(smsLink, random.fork('sms'), (reply) => reply.includes('HTTP/1.1 201')));
  return faults;
}

/** What is swallowed hangs until the fault ends: then the link is cut, and both ends see that it broke. */
function disturb(link: TcpProxy, chance: Random, acceptance: (reply: Buffer) => boolean): AsyncDisposable {
  let fault: LinkFault = { kind: 'none' };
  const end = () => {
    if (fault.kind === 'swallow-replies' || fault.kind === 'silent') link.cut();
  };
  const disturbing = repeatedly(() => {
    end();
    fault = chance.chance(BUSY) ? draw(chance, acceptance) : { kind: 'none' };
    link.setFault(fault);
    return chance.between(300, 1_500);
  });
  return {
    async [Symbol.asyncDispose]() {
      await disturbing[Symbol.asyncDispose]();
      link.setFault({ kind: 'none' });
      link.cut();
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
