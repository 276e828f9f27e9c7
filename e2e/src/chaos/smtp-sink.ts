/**
 * A mail provider that never lies: what it accepted it has told before it answers, and it outlives whoever is killed.
 */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import type { Accept } from './observed.ts';

/** What the provider does with one mail. */
export type MailAnswer =
  /** Accepts it, and says so so many milliseconds later. */
  | { readonly kind: 'accept'; readonly answerAfterMs: number }
  /** Accepts it, says nothing, and hangs up so many milliseconds later. */
  | { readonly kind: 'swallow'; readonly closeAfterMs: number }
  /** Refuses it, at RCPT or after the final dot, with this reply. */
  | { readonly kind: 'refuse'; readonly at: 'rcpt' | 'dot'; readonly reply: string };

/** A running mail provider. Disposing it ends its connections. */
export interface SmtpSink extends AsyncDisposable {
  readonly port: number;
  /** How many mails were begun for an address: at RCPT, whatever became of them. */
  tries(address: string): number;
}

/** How it behaves. */
export interface SmtpSinkOptions {
  /** Asked at each RCPT; `nth` counts the mails to that address from 1. */
  answer(address: string, nth: number): MailAnswer;
  /** Told of each accepted mail, before its sender is. */
  onAccept(accept: Accept): void;
}

/** Starts it on a free port of 127.0.0.1. */
export async function startSmtpSink({ answer, onAccept }: SmtpSinkOptions): Promise<SmtpSink> {
  const sockets = new Set<Socket>();
  const tries = new Map<string, number>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    const lines = createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY });
    lines.on('error', () => {}); // the socket's own, once more
    void converse(lines, (text) => socket.writable && socket.write(`${text}\r\n`), begin, onAccept)
      .catch(() => {})
      .finally(() => socket.end());
  });
  const begin = (address: string): MailAnswer => {
    const nth = (tries.get(address) ?? 0) + 1;
    tries.set(address, nth);
    return answer(address, nth);
  };
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    tries: (address) => tries.get(address) ?? 0,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** One connection: resolves when it is to be closed. */
async function converse(
  lines: AsyncIterable<string>,
  say: (text: string) => void,
  begin: (address: string) => MailAnswer,
  onAccept: (accept: Accept) => void,
): Promise<void> {
  let mail: { readonly address: string; readonly answer: MailAnswer } | null = null;
  let content: string[] | null = null;
  say('220 sink ESMTP');
  for await (const line of lines) {
    if (content !== null) {
      if (line !== '.') {
        content.push(line);
        continue;
      }
      const identity = messageIdOf(content);
      content = null;
      if (mail === null) return;
      const { address, answer } = mail;
      if (answer.kind === 'refuse') say(answer.reply);
      else {
        onAccept({ channel: 'email', address, identity, at: Date.now() });
        if (answer.kind === 'swallow') return void (await wait(answer.closeAfterMs));
        if (answer.answerAfterMs > 0) await wait(answer.answerAfterMs);
        say(ACCEPTED);
      }
      continue;
    }
    const command = line.slice(0, 4).toUpperCase();
    if (command === 'RCPT') {
      const address = /<([^>]*)>/.exec(line)?.[1] ?? '';
      mail = { address, answer: begin(address) };
      const refusal = mail.answer.kind === 'refuse' && mail.answer.at === 'rcpt' ? mail.answer.reply : null;
      say(refusal ?? '250 2.1.5 OK');
    } else if (command === 'DATA') {
      content = [];
      say('354 go on');
    } else if (command === 'QUIT') {
      say('221 2.0.0 bye');
      return;
    } else say('250 2.0.0 OK');
  }
}

/** What it says after the final dot of a mail that it accepted: nothing else that it says contains this. */
export const ACCEPTED = '250 2.6.0 message accepted';

function messageIdOf(content: readonly string[]): string {
  const header = content
    .slice(0, content.indexOf(''))
    .join('\n')
    .replaceAll(/\n[ \t]+/g, ' ');
  return /^message-id: *(.*)$/im.exec(header)?.[1]?.trim() ?? 'none';
}
