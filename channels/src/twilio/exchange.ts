import { Agent as PlainAgent, request as requestPlain } from 'node:http';
import { request as requestSecure, Agent as SecureAgent } from 'node:https';

/** One HTTP request, complete. */
interface HttpRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** How long connecting may take, TLS included, in milliseconds. */
  readonly connectTimeoutMs: number;
  readonly signal: AbortSignal;
  /** Called when the connection stands and the request begins to leave; before that it cannot have been received. */
  readonly onLeaving: () => void;
}

/** What came back, whatever its status. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
}

/** More than a list of 100 messages ever takes. */
const LARGEST_ANSWER = 4 * 1024 * 1024;

/**
 * Sends one request, once. @throws the system's error, with its `code`
 */
export type Exchange = (request: HttpRequest) => Promise<HttpAnswer>;

/**
 * Prepares exchanges that have a connection each: no redirects, no retries, and no connection kept, for a server that
 * closes a kept connection during a request leaves unknown whether it was received. TLS sessions are resumed.
 */
export function createExchange(): Exchange {
  const plain = new PlainAgent({ keepAlive: false });
  const secure = new SecureAgent({ keepAlive: false });
  return (request) => exchange(request, request.url.protocol === 'https:' ? secure : plain);
}

function exchange(request: HttpRequest, agent: PlainAgent | SecureAgent): Promise<HttpAnswer> {
  const { url, method, headers, body, connectTimeoutMs, signal, onLeaving } = request;
  const secure = url.protocol === 'https:';
  return new Promise((resolve, reject) => {
    const outgoing = (secure ? requestSecure : requestPlain)(url, { method, headers, signal, agent });
    outgoing.once('socket', (socket) => {
      const giveUp = () => outgoing.destroy(withCode('ETIMEDOUT', `no connection within ${connectTimeoutMs} ms`));
      const timer = setTimeout(giveUp, connectTimeoutMs);
      socket.once('close', () => clearTimeout(timer));
      socket.once(secure ? 'secureConnect' : 'connect', () => {
        clearTimeout(timer);
        onLeaving();
      });
    });
    outgoing.on('error', reject);
    outgoing.once('response', async (incoming) => {
      try {
        const chunks: Buffer[] = [];
        let size = 0;
        for await (const chunk of incoming) {
          chunks.push(chunk);
          size += chunk.length;
          if (size > LARGEST_ANSWER) throw withCode('ETOOLARGE', `an answer of more than ${LARGEST_ANSWER} bytes`);
        }
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text });
      } catch (error) {
        outgoing.destroy();
        reject(error);
      }
    });
    outgoing.end(body ?? undefined);
  });
}

function withCode(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
