/**
 * A stand-in for Twilio's Messages API: it answers as Twilio does, keeps what it gets and sends nothing on. The real SDK
 * works against it. Numbers that bring failures are in sms-simulator/magic-numbers.ts and on its page.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import fastify from 'fastify';
import { addMessagesApi } from './sms-simulator/api.ts';
import { type Pace, runMessage } from './sms-simulator/callbacks.ts';
import { type Behaviour, behaviourOf } from './sms-simulator/magic-numbers.ts';
import { createMessages, type SimulatedMessage } from './sms-simulator/messages.ts';
import { renderPage } from './sms-simulator/page.ts';

export { type Behaviour, magicRecipients, magicSenders } from './sms-simulator/magic-numbers.ts';
export type { SimulatedMessage } from './sms-simulator/messages.ts';

/** Where the simulator listens and whose account it knows; times are in milliseconds. */
export interface SmsSimulatorOptions extends Partial<Pace> {
  /** On 127.0.0.1; 0 takes any free one. */
  readonly port: number;
  readonly accountSid: string;
  readonly authToken: string;
  /** How many messages it remembers. @default 10_000 */
  readonly kept?: number;
  /** Decides instead of the magic numbers; `nth` counts the messages asked for to that number from 1. */
  behave?(to: string, nth: number): Behaviour;
  /** Called with each accepted message before its sender is answered. */
  onAccept?(message: SimulatedMessage): void;
}

/** The running simulator. */
export type SmsSimulator = Awaited<ReturnType<typeof startSmsSimulator>>;

const PACE: Pace = { stepMs: 400, lateMs: 10_000, callbackRetryMs: 250 };
const LARGEST_REQUEST = 64 * 1024;

/** Starts the simulator. Its memory holds the newest messages and goes with it. */
export async function startSmsSimulator(options: SmsSimulatorOptions) {
  const { port, accountSid, authToken, kept, behave, onAccept, ...given } = options;
  const pace = { ...PACE, ...given };
  const messages = createMessages(kept);
  const attempts = new Map<string, number>();
  const stopping = new AbortController();
  const { signal } = stopping;
  const running = new Set<Promise<void>>();

  function behaviourFor(from: string | null, to: string): Behaviour {
    const nth = (attempts.get(to) ?? 0) + 1;
    attempts.set(to, nth);
    return behave?.(to, nth) ?? behaviourOf(from, to);
  }

  function accepted(message: SimulatedMessage, does: Behaviour): void {
    onAccept?.(message);
    const run = runMessage({ messages, accountSid, authToken, pace, signal }, message, statusesOf(does));
    running.add(run);
    void run.finally(() => running.delete(run));
  }

  const app = fastify({ bodyLimit: LARGEST_REQUEST, forceCloseConnections: true });
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, new URLSearchParams(String(body)));
  });
  const late = (ms = pace.lateMs) => sleep(ms, undefined, { signal });
  addMessagesApi(app, { accountSid, authToken, messages, behaviourFor, late, accepted });
  app.get<{ Querystring: { to?: string } }>('/messages', async ({ query }) => messages.list(query));
  app.get('/', async (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'")
      .send(renderPage(messages.list())),
  );

  return {
    /** The page for people; also what `TWILIO_API_URL` is set to. */
    url: await app.listen({ port, host: '127.0.0.1' }),
    /** Newest first; programs outside this process read the same at `url/messages` as JSON. */
    messages: (): readonly SimulatedMessage[] => messages.list(),
    /** How many messages were asked for to a number, whatever became of them. */
    attempts: (to: string) => attempts.get(to) ?? 0,
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await app.close();
      await Promise.allSettled(running);
    },
  };
}

function statusesOf(does: Behaviour): Parameters<typeof runMessage>[2] {
  const first = [{ status: 'queued' }, { status: 'sent' }] as const;
  if (does.kind === 'stay-sent') return first;
  if (does.kind === 'undeliver') return [...first, { status: 'undelivered', errorCode: does.code }];
  return [...first, { status: 'delivered' }];
}
