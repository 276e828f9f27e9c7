import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** A mail that the server said 250 to, or would have. */
export interface AcceptedMail {
  readonly to: string;
  readonly messageId: string;
  readonly raw: string;
}

/** What the server does with a mail to a recipient. */
export type Behaviour =
  | { readonly kind: 'accept' }
  /** Answers the recipient with this line. */
  | { readonly kind: 'refuse'; readonly line: string }
  /** Refuses the sender, as an account at fault does. */
  | { readonly kind: 'refuse-sender'; readonly line: string }
  /** Takes the mail, and closes without answering the final dot. */
  | { readonly kind: 'swallow' }
  /** Takes the mail, and answers the final dot only when `until` resolves. */
  | { readonly kind: 'hold'; readonly until: Promise<unknown> };

/** A small real SMTP server whose behaviour a test decides. */
export interface SmtpServer extends AsyncDisposable {
  readonly url: string;
  readonly accepted: readonly AcceptedMail[];
  /** How often a recipient was named to it. */
  attempts(to: string): number;
  /** Decides about a recipient from now on; the default is to accept. */
  behave(decide: (to: string) => Behaviour): void;
}

/** Starts it on a free port. */
export async function startSmtpServer(): Promise<SmtpServer> {
  const accepted: AcceptedMail[] = [];
  const attempts = new Map<string, number>();
  const sockets = new Set<Socket>();
  let decide: (to: string) => Behaviour = () => ({ kind: 'accept' });

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    const say = (line: string) => socket.writable && socket.write(`${line}\r\n`);
    let buffer = '';
    let to = '';
    let body: string[] | null = null;

    const onLine = (line: string) => {
      if (body !== null) {
        if (line !== '.') return void body.push(line);
        const raw = body.join('\r\n');
        body = null;
        return finish(raw);
      }
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'EHLO' || verb === 'HELO') return say('250 test');
      if (verb === 'MAIL') return say('250 ok');
      if (verb === 'RCPT') {
        to = /<(.*)>/.exec(line)?.[1] ?? '';
        attempts.set(to, (attempts.get(to) ?? 0) + 1);
        const behaviour = decide(to);
        return say(behaviour.kind === 'refuse' || behaviour.kind === 'refuse-sender' ? behaviour.line : '250 ok');
      }
      if (verb === 'DATA') {
        body = [];
        return say('354 go on');
      }
      if (verb === 'QUIT') return void socket.end('221 bye\r\n');
      say('250 ok');
    };

    const finish = (raw: string) => {
      const messageId = /^message-id: <(.*)>/im.exec(raw)?.[1] ?? '';
      const behaviour = decide(to);
      accepted.push({ to, messageId, raw });
      if (behaviour.kind === 'swallow') return void socket.destroy();
      if (behaviour.kind === 'hold') return void behaviour.until.then(() => say('250 queued'));
      say('250 queued');
    };

    socket.setEncoding('utf8').on('data', (text: string) => {
      buffer += text;
      for (let end = buffer.indexOf('\r\n'); end >= 0; end = buffer.indexOf('\r\n')) {
        const line = buffer.slice(0, end);
        buffer = buffer.slice(end + 2);
        onLine(line);
      }
    });
    say('220 test');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    url: `smtp://127.0.0.1:${port}`,
    accepted,
    attempts: (to) => attempts.get(to) ?? 0,
    behave(next) {
      decide = next;
    },
    async [Symbol.asyncDispose]() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
