/** A small real SMTP server whose every answer a test decides: also none, and a connection that breaks. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

/** What the server does at a step: a reply's lines, or no reply: keep silent, hang up, reset the connection. */
export type SmtpAnswer = string | 'SILENCE' | 'CLOSE' | 'RESET';

/** The steps that a script can change; all others are answered with success. */
export interface SmtpScript {
  readonly greeting?: SmtpAnswer;
  /** Extensions offered after EHLO, for example `AUTH PLAIN`. */
  readonly extensions?: readonly string[];
  readonly ehlo?: SmtpAnswer;
  readonly starttls?: SmtpAnswer;
  readonly auth?: SmtpAnswer;
  readonly mail?: SmtpAnswer;
  readonly rcpt?: SmtpAnswer;
  readonly data?: SmtpAnswer;
  /** When the first line of the message has come. */
  readonly body?: SmtpAnswer;
  /** After the final dot. Unless this is a 4xx or 5xx reply, the mail is accepted: also when the answer comes late, or never. */
  readonly dot?: SmtpAnswer | Promise<SmtpAnswer>;
}

/** A mail that the server took responsibility for, whether or not its answer arrived. */
export interface AcceptedMail {
  readonly to: string;
  /** Without its angle brackets. */
  readonly messageId: string;
  readonly raw: string;
}

/** A running server; of each list it keeps the newest thousand. Disposing it ends its connections. */
export type ScriptedSmtpServer = Awaited<ReturnType<typeof startScriptedSmtpServer>>;

/** What it answers after the final dot of a mail that it accepts; nothing else that it says contains this. */
export const ACCEPTED = '250 2.6.0 message accepted';

/**
 * Starts a server on a free port of this machine that follows `script`.
 *
 * @param onAccept called with each accepted mail before its sender is answered
 */
export async function startScriptedSmtpServer(
  script: SmtpScript = {},
  onAccept: (mail: AcceptedMail) => void = () => {},
) {
  const commands: string[] = [];
  const messages: string[] = [];
  const accepted: AcceptedMail[] = [];
  const attempts = new Map<string, number>();
  const sockets = new Set<Socket>();
  let connections = 0;
  let scriptFor: (to: string, nth: number) => SmtpScript = () => script;

  function serve(socket: Socket): void {
    let current = script;
    let to = '';
    let message: string[] | null = null;
    const answer = (wanted: SmtpAnswer | undefined, usual: string) => {
      const said = wanted ?? usual;
      if (said === 'CLOSE') socket.end();
      else if (said === 'RESET') socket.resetAndDestroy();
      else if (said !== 'SILENCE' && socket.writable) socket.write(`${said.replaceAll('\n', '\r\n')}\r\n`);
    };
    const finish = (lines: readonly string[]) => {
      keep(messages, lines.join('\n'));
      const { dot } = current;
      if (typeof dot !== 'string' || !/^[45]/.test(dot)) {
        const mail = { to, messageId: messageIdOf(lines), raw: lines.join('\r\n') };
        keep(accepted, mail);
        onAccept(mail);
      }
      if (dot instanceof Promise) void dot.then((late) => answer(late, ACCEPTED));
      else answer(dot, ACCEPTED);
    };

    answer(script.greeting, '220 test ESMTP');
    const lines = createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY });
    lines.on('error', () => {}); // the socket's own, once more
    lines.on('line', (line) => {
      if (message !== null) {
        if (message.push(line) === 1 && current.body) answer(current.body, '');
        if (line !== '.') return;
        const whole = message.slice(0, -1);
        message = null;
        return finish(whole);
      }
      keep(commands, line);
      const command = line.slice(0, 4).toUpperCase();
      if (command === 'EHLO') answer(script.ehlo, helloReply(script.extensions ?? []));
      else if (command === 'STAR') answer(script.starttls, '220 go ahead');
      else if (command === 'AUTH') answer(script.auth, '235 2.7.0 welcome');
      else if (command === 'MAIL') answer(script.mail, '250 2.1.0 ok');
      else if (command === 'RCPT') {
        to = /<([^>]*)>/.exec(line)?.[1] ?? '';
        const nth = (attempts.get(to) ?? 0) + 1;
        attempts.set(to, nth);
        current = scriptFor(to, nth);
        answer(current.rcpt, '250 2.1.5 ok');
      } else if (command === 'DATA') {
        if (current.data === undefined || current.data.startsWith('354')) message = [];
        answer(current.data, '354 go on');
      } else if (command === 'QUIT') socket.end('221 2.0.0 bye\r\n');
      else answer(undefined, '250 2.0.0 ok');
    });
  }

  const server = createServer({ noDelay: true }, (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    serve(socket);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `smtp://127.0.0.1:${port}`,
    /** Every line clients sent, the messages' lines left out. */
    commands: commands as readonly string[],
    /** The messages that arrived whole, accepted or not. */
    messages: messages as readonly string[],
    accepted: accepted as readonly AcceptedMail[],
    attempts: (recipient: string) => attempts.get(recipient) ?? 0,
    connections: () => connections,
    /** Decides about each recipient from now on, when it is named; `nth` counts the mails to it from 1. */
    behave(next: (to: string, nth: number) => SmtpScript) {
      scriptFor = next;
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function keep<T>(list: T[], one: T): void {
  list.push(one);
  if (list.length > 1_000) list.shift();
}

function helloReply(extensions: readonly string[]): string {
  const lines = ['test', ...extensions];
  return lines.map((line, index) => `250${index === lines.length - 1 ? ' ' : '-'}${line}`).join('\n');
}

/** Of the header, whose lines may be folded. */
function messageIdOf(lines: readonly string[]): string {
  const header = lines
    .slice(0, lines.indexOf(''))
    .join('\n')
    .replaceAll(/\n[ \t]+/g, ' ');
  return /^message-id: *<(.*)>/im.exec(header)?.[1] ?? '';
}
