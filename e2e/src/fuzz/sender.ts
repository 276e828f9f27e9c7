/** A process that sends hostile requests, so that making and sending megabytes delays nobody who measures. */
import { once } from 'node:events';
import { request } from 'node:http';
import { answerCalls } from '@belltower/dev/calls';
import WebSocket from 'ws';
import { bodyOf, type FuzzedRequest, hostileBodies, hostileHeaders } from './hostile-requests.ts';

/** What the sender is to send, so many times at once: a request of the catalogue by its name, or a fuzzed one. */
export interface Order {
  readonly url: string;
  readonly request: string | FuzzedRequest;
  readonly token: string | null;
  readonly transport: 'http' | 'websocket';
  readonly atOnce: number;
}

/** What came back for one. `status` is that of HTTP, or a socket's close code; 0 where the connection was ended without one. */
export interface Result {
  readonly status: number;
  readonly bytes: number;
  readonly start: string;
  readonly retryAfter: string | null;
}

const NONE: Result = { status: 0, bytes: 0, start: '', retryAfter: null };

async function sendAll({ url, request: wanted, token, transport, atOnce }: Order): Promise<readonly Result[]> {
  const headers = typeof wanted === 'string' ? (hostileHeaders[wanted] ?? {}) : {};
  const body = typeof wanted === 'string' ? (hostileBodies[wanted] ?? '{"query":"{me{id}}"}') : bodyOf(wanted);
  const send = () => (transport === 'http' ? post(url, body, headers, token) : subscribe(url, body, token));
  return await Promise.all(Array.from({ length: atOnce }, send));
}
answerCalls({ send: sendAll });
process.send?.('ready');

function post(
  url: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  token: string | null,
): Promise<Result> {
  const own = { 'content-type': 'application/json', ...(token !== null && { authorization: `Bearer ${token}` }) };
  return new Promise((resolve) => {
    const sending = request(`${url}/graphql`, { method: 'POST', headers: { ...own, ...headers } });
    sending.on('error', () => resolve(NONE));
    sending.on('response', (answer) => {
      sending.removeAllListeners('error').on('error', () => {}); // the answer closes next
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      const [status, retryAfter] = [answer.statusCode ?? 0, answer.headers['retry-after'] ?? null];
      answer
        .on('error', () => {})
        .on('close', () => resolve({ status, bytes: text.length, start: text.slice(0, 300), retryAfter }));
    });
    sending.end(body);
  });
}

/**
 * Sends a body as the payload of one operation, on a socket of its own with a long ping before it; when it is answered, an
 * operation with a long id, which ends the socket.
 */
async function subscribe(url: string, body: string, token: string | null): Promise<Result> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  let text = '';
  let answered = false;
  socket.on('error', () => {}); // it closes next
  socket.on('message', (data) => {
    text += String(data);
    if (answered || !/^\{"id":"1","type":"(complete|error)"/.test(String(data))) return;
    answered = true;
    socket.send(`{"id":"${'i'.repeat(60_000)}","type":"subscribe","payload":{"query":"{me{id}}"}}`);
  });
  await Promise.race([once(socket, 'open'), closed]);
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
  await Promise.race([once(socket, 'message'), closed]);
  socket.send(`{"type":"ping","payload":{"x":"${'x'.repeat(60_000)}"}}`);
  socket.send(`{"id":"1","type":"subscribe","payload":${body}}`);
  const status = await closed;
  return { ...NONE, status, bytes: text.length, start: text.slice(0, 300) };
}
