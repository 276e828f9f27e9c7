import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it arrived. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly form: URLSearchParams;
}

/** What the server answers: a response, or no response: hold its tongue, reset the connection, stop half way. */
export type HttpReply =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
  | 'SILENCE'
  | 'RESET'
  | 'HALF';

/** A real HTTP server on a free port that answers by a script. */
export interface ScriptedHttpServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly SeenRequest[];
}

/** Starts a server whose every answer `reply` decides; a body that is not text is sent as JSON. */
export async function startScriptedHttpServer(reply: (request: SeenRequest) => HttpReply): Promise<ScriptedHttpServer> {
  const requests: SeenRequest[] = [];
  const server = createServer(async (incoming, outgoing) => {
    let body = '';
    for await (const chunk of incoming.setEncoding('utf8')) body += chunk;
    const url = new URL(incoming.url ?? '/', 'http://test');
    const seen: SeenRequest = {
      method: incoming.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: incoming.headers,
      form: new URLSearchParams(body),
    };
    requests.push(seen);
    const answer = reply(seen);
    if (answer === 'SILENCE') return;
    if (answer === 'RESET') return void incoming.socket.resetAndDestroy();
    if (answer === 'HALF') {
      outgoing.writeHead(201, { 'Content-Length': '1000' }).write('{"sid":');
      return void setImmediate(() => incoming.socket.destroy());
    }
    const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? {});
    outgoing.writeHead(answer.status, { 'Content-Type': 'application/json', ...answer.headers }).end(text);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
