/**
 * A stand-in for Twilio's Messages API: it answers as Twilio does, keeps what it gets and sends nothing on. The real SDK
 * works against it. Numbers that bring failures are in sms-simulator/magic-numbers.ts and on its page.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import fastify from 'fastify';
import { addMessagesApi } from './sms-simulator/api.ts';
import { type Pace, runMessage } from './sms-simulator/callbacks.ts';
import type { Behaviour } from './sms-simulator/magic-numbers.ts';
import { createMessages, type SimulatedMessage } from './sms-simulator/messages.ts';
import { renderPage } from './sms-simulator/page.ts';

export { magicRecipients, magicSenders } from './sms-simulator/magic-numbers.ts';
export type { SimulatedMessage } from './sms-simulator/messages.ts';

/** Where the simulator listens and whose account it knows; times are in milliseconds. */
export interface SmsSimulatorOptions extends Partial<Pace> {
  /** 0 takes any free one. */
  readonly port: number;
  /** @default '127.0.0.1' */
  readonly host?: string;
  readonly accountSid: string;
  readonly authToken: string;
}

/** The running simulator. */
export interface SmsSimulator extends AsyncDisposable {
  /** The page for people; also what `TWILIO_API_URL` is set to. */
  readonly url: string;
  /** Newest first; programs outside this process read the same at `url/messages` as JSON. */
  messages(): readonly SimulatedMessage[];
}

const PACE: Pace = { stepMs: 400, lateMs: 10_000, callbackRetryMs: 250 };
const LARGEST_REQUEST = 64 * 1024;

/** Starts the simulator. Its memory holds the 10,000 newest messages and goes with it. */
export async function startSmsSimulator(options: SmsSimulatorOptions): Promise<SmsSimulator> {
  const { port, host = '127.0.0.1', accountSid, authToken, ...given } = options;
  const pace = { ...PACE, ...given };
  const messages = createMessages();
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();

  function accepted(message: SimulatedMessage, does: Behaviour): void {
    const run = runMessage(messages, message, statusesOf(does), { accountSid, authToken }, pace, stopping.signal);
    running.add(run);
    void run.finally(() => running.delete(run));
  }

  const app = fastify({ bodyLimit: LARGEST_REQUEST, forceCloseConnections: true });
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, new URLSearchParams(String(body)));
  });
  const late = () => sleep(pace.lateMs, undefined, { signal: stopping.signal });
  addMessagesApi(app, { accountSid, authToken, messages, late, accepted });
  app.get<{ Querystring: { to?: string } }>('/messages', async ({ query }) => messages.list(query));
  app.get('/', async (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'")
      .send(renderPage(messages.list())),
  );
  const url = await app.listen({ port, host });

  return {
    url,
    messages: () => messages.list(),
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await app.close();
      await Promise.allSettled(running);
    },
  };
}

function statusesOf(does: Behaviour): Parameters<typeof runMessage>[2] {
  const first = [{ status: 'queued' }, { status: 'sent' }] as const;
  switch (does.kind) {
    case 'undeliver':
      return [...first, { status: 'undelivered', errorCode: does.code }];
    case 'stay-sent':
      return first;
    default:
      return [...first, { status: 'delivered' }];
  }
}
