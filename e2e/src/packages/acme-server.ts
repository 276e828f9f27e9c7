/** A provider that Belltower knows nothing of: its API, and its reports. It stands in a stranger's project too, so it imports nothing of ours. */
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

type Behaviour = 'accepts' | 'refuses-recipient' | 'refuses-account' | 'unreachable' | 'silent';

/** A message as Acme took it. */
export interface AcmeMessage {
  readonly id: string;
  readonly to: string;
  readonly text: string;
  readonly report_to?: string;
}

/** A report as Acme makes and signs it. */
export function signedReport(key: string, url: string, status: string, about: Partial<AcmeMessage> = {}) {
  const body = JSON.stringify({
    id: about.id ?? 'a-1',
    to: about.to ?? '+15555550123',
    status,
    reason: reasonOf(status),
  });
  const signature = createHmac('sha256', key)
    .update(url + body)
    .digest('hex');
  return { url, headers: { 'acme-signature': signature }, body };
}

const reasonOf = (status: string) => (status === 'undelivered' ? 'handset-away' : null);

/** Starts it on a free port of this machine. */
export async function startAcme(key: string, behaviour: Behaviour = 'accepts') {
  const accepted: AcmeMessage[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request.setEncoding('utf8')) body += piece;
    const answer = (status: number, value: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    if (request.headers.authorization !== `Bearer ${key}` || behaviour === 'refuses-account') {
      return answer(401, { error: `the key ${key} is not known` });
    }
    const url = new URL(request.url ?? '/', 'http://acme.test');
    if (request.method === 'GET') {
      return answer(200, { messages: accepted.filter(({ to }) => to === url.searchParams.get('to')) });
    }
    const message = { ...JSON.parse(body), id: `a-${accepted.length + 1}` } as AcmeMessage;
    if (behaviour === 'refuses-recipient') return answer(400, { error: `${message.to} cannot be reached` });
    accepted.push(message);
    if (behaviour !== 'silent') answer(201, { id: message.id });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    if (server.listening) await once(server.close(), 'close');
  };
  if (behaviour === 'unreachable') await close();
  return { url: `http://127.0.0.1:${port}`, accepted: accepted as readonly AcmeMessage[], close };
}
