import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

/** What the server does at a step: a reply's lines, or no reply: hold its tongue, hang up, reset the connection. */
type Answer = string | 'SILENCE' | 'CLOSE' | 'RESET';

/** The steps that a script can change; all others are answered with success. */
export interface SmtpScript {
  readonly greeting?: Answer;
  /** Extensions offered after EHLO, for example `AUTH PLAIN`. */
  readonly extensions?: readonly string[];
  readonly ehlo?: Answer;
  readonly starttls?: Answer;
  readonly auth?: Answer;
  readonly mail?: Answer;
  readonly rcpt?: Answer;
  readonly data?: Answer;
  /** When the first line of the message has come. */
  readonly body?: Answer;
  /** After the final dot. */
  readonly dot?: Answer;
}

/** A real SMTP server on a free port that answers by a script. */
export interface ScriptedSmtpServer extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /** Every line clients sent, the messages' lines left out. */
  readonly commands: readonly string[];
  /** The messages that arrived whole, with or without an answer. */
  readonly messages: readonly string[];
  connections(): number;
}

/** Starts a server that follows `script`, or the next of several at each message. */
export async function startScriptedSmtpServer(script: SmtpScript): Promise<ScriptedSmtpServer> {
  const commands: string[] = [];
  const messages: string[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    serve(socket, script, commands, messages);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `smtp://127.0.0.1:${port}`,
    commands,
    messages,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function serve(socket: Socket, script: SmtpScript, commands: string[], messages: string[]): void {
  const answer = (wanted: Answer | undefined, usual: string) => {
    const said = wanted ?? usual;
    if (said === 'CLOSE') socket.end();
    else if (said === 'RESET') socket.resetAndDestroy();
    else if (said !== 'SILENCE') socket.write(`${said.replaceAll('\n', '\r\n')}\r\n`);
  };
  let message: string[] | null = null;

  answer(script.greeting, '220 test ESMTP');
  createInterface({ input: socket }).on('line', (line) => {
    if (message !== null) {
      if (message.push(line) === 1 && script.body) answer(script.body, '');
      if (line !== '.') return;
      messages.push(message.slice(0, -1).join('\n'));
      message = null;
      return answer(script.dot, '250 2.0.0 accepted');
    }
    commands.push(line);
    const command = line.toUpperCase();
    if (command.startsWith('EHLO')) answer(script.ehlo, helloReply(script.extensions ?? []));
    else if (command.startsWith('STARTTLS')) answer(script.starttls, '220 go ahead');
    else if (command.startsWith('AUTH')) answer(script.auth, '235 2.7.0 welcome');
    else if (command.startsWith('MAIL')) answer(script.mail, '250 2.1.0 ok');
    else if (command.startsWith('RCPT')) answer(script.rcpt, '250 2.1.5 ok');
    else if (command.startsWith('DATA')) {
      if (script.data === undefined || script.data.startsWith('354')) message = [];
      answer(script.data, '354 go on');
    } else answer(undefined, '250 2.0.0 ok');
  });
}

function helloReply(extensions: readonly string[]): string {
  const lines = ['test', ...extensions];
  return lines.map((line, index) => `250${index === lines.length - 1 ? ' ' : '-'}${line}`).join('\n');
}
