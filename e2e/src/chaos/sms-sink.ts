/**
 * An SMS provider with the face of Twilio's Messages API that never lies: what it accepted it has told before it
 * answers, what it lists is what it accepted, and it outlives whoever is killed.
 */
import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import type { Accept } from './observed.ts';

/** What the provider does with one message. */
export type SmsAnswer =
  /** Accepts it, and says so so many milliseconds later. */
  | { readonly kind: 'accept'; readonly answerAfterMs: number }
  /** Accepts it, and resets the connection instead of answering. */
  | { readonly kind: 'swallow' }
  /** Refuses it, with a status and Twilio's own code. */
  | { readonly kind: 'refuse'; readonly status: number; readonly code: number };

/** A running SMS provider. Disposing it ends its connections and its callbacks. */
export interface SmsSink extends AsyncDisposable {
  readonly port: number;
  /** How many messages were asked for to a number, whatever became of them. */
  tries(number: string): number;
}

/** How it behaves. */
export interface SmsSinkOptions {
  readonly accountSid: string;
  readonly authToken: string;
  /** Asked for each message; `nth` counts those to that number from 1. */
  answer(number: string, nth: number): SmsAnswer;
  /** Told of each accepted message, before its sender is. */
  onAccept(accept: Accept): void;
}

interface Message {
  readonly sid: string;
  readonly to: string;
  readonly from: string;
  readonly body: string;
  readonly dateCreated: Date;
}

/** Starts it on a free port of 127.0.0.1. */
export async function startSmsSink(options: SmsSinkOptions): Promise<SmsSink> {
  const { accountSid, authToken, answer, onAccept } = options;
  const messages: Message[] = [];
  const tries = new Map<string, number>();
  const ending = new AbortController();
  const path = `/2010-04-01/Accounts/${accountSid}/Messages.json`;

  async function create(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = new URLSearchParams(await text(request));
    const [to, body] = [form.get('To') ?? '', form.get('Body') ?? ''];
    const nth = (tries.get(to) ?? 0) + 1;
    tries.set(to, nth);
    const outcome = answer(to, nth);
    if (outcome.kind === 'refuse') {
      return reply(response, outcome.status, { code: outcome.code, message: 'refused', status: outcome.status });
    }
    const sid = `SM${randomUUID().replaceAll('-', '')}`;
    const message: Message = { sid, to, from: form.get('From') ?? '', body, dateCreated: new Date() };
    messages.push(message);
    onAccept({ channel: 'sms', address: to, identity: body.slice(-6), at: Date.now() });
    const callbackUrl = form.get('StatusCallback');
    if (callbackUrl !== null) void confirm(callbackUrl, message).catch(() => {});
    if (outcome.kind === 'swallow') return void request.socket.resetAndDestroy();
    await wait(outcome.answerAfterMs);
    reply(response, 201, shown(message));
  }

  /** Reports that it has arrived, as often as Twilio would: until it is taken, at most six times. */
  async function confirm(callbackUrl: string, { sid, to, from }: Message): Promise<void> {
    const url = callbackUrl.replace(/#.*$/, '');
    const params = {
      AccountSid: accountSid,
      From: from,
      MessageSid: sid,
      MessageStatus: 'delivered',
      SmsSid: sid,
      SmsStatus: 'delivered',
      To: to,
    };
    const signed = Object.entries(params)
      .map(([name, value]) => name + value)
      .join('');
    const signature = createHmac('sha1', authToken)
      .update(url + signed)
      .digest('base64');
    for (let nth = 0; nth < 6; nth += 1) {
      await wait(50 + 500 * nth, undefined, { signal: ending.signal });
      const response = await fetch(url, {
        method: 'POST',
        body: new URLSearchParams(params),
        headers: { 'X-Twilio-Signature': signature },
        signal: AbortSignal.any([ending.signal, AbortSignal.timeout(15_000)]),
      }).catch(() => null);
      if (response?.ok) return;
    }
  }

  function list(response: ServerResponse, query: URLSearchParams): void {
    const found = messages.filter(({ to }) => to === query.get('To')).reverse();
    const newest = found.slice(0, Number(query.get('PageSize') ?? 50));
    reply(response, 200, { messages: newest.map(shown), page: 0, page_size: newest.length, next_page_uri: null });
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://sink');
    const login = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
    response.on('error', () => {});
    if (request.headers.authorization !== login) reply(response, 401, { code: 20003, message: 'who?', status: 401 });
    else if (url.pathname !== path) reply(response, 404, { code: 20404, message: 'no such thing', status: 404 });
    else if (request.method === 'POST') void create(request, response).catch(() => response.destroy());
    else list(response, url.searchParams);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    tries: (number) => tries.get(number) ?? 0,
    async [Symbol.asyncDispose]() {
      ending.abort();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function shown({ sid, to, from, body, dateCreated }: Message) {
  return {
    sid,
    to,
    from,
    body,
    status: 'queued',
    date_created: dateCreated.toUTCString(),
    error_code: null,
    num_segments: '1',
  };
}
