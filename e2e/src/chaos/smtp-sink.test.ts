import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import type { Accept } from './observed.ts';
import { ACCEPTED, type MailAnswer, startSmtpSink } from './smtp-sink.ts';

/** Sends one mail, line by line, and answers what the sink said, `closed` included. */
async function send(answer: MailAnswer): Promise<{ replies: string[]; accepts: Accept[]; tries: number }> {
  const accepts: Accept[] = [];
  await using sink = await startSmtpSink({ answer: () => answer, onAccept: (accept) => accepts.push(accept) });
  const socket = connect(sink.port, '127.0.0.1');
  const body = 'Subject: hello\r\nMessage-ID:\r\n <1@example.com>\r\n\r\nText\r\n.';
  const replies: string[] = [];
  const lines = ['EHLO test', 'MAIL FROM:<us@example.com>', 'RCPT TO:<them@example.com>', 'DATA', body, 'QUIT'];
  createInterface({ input: socket }).on('line', (line) => {
    replies.push(line);
    socket.write(`${line.startsWith('5') ? 'QUIT' : lines.shift()}\r\n`);
  });
  await once(socket, 'close');
  return { replies, accepts, tries: sink.tries('them@example.com') };
}

it('accepts a mail, and tells of it by its Message-ID', async () => {
  const { replies, accepts, tries } = await send({ kind: 'accept', answerAfterMs: 0 });
  expect(replies).toContain(ACCEPTED);
  expect(accepts).toMatchObject([{ channel: 'email', address: 'them@example.com', identity: '<1@example.com>' }]);
  expect(tries).toBe(1);
});

it('accepts a mail and hangs up without a word', async () => {
  const { replies, accepts } = await send({ kind: 'swallow', closeAfterMs: 0 });
  expect(replies.at(-1)).toMatch(/^354/);
  expect(accepts).toHaveLength(1);
});

it('refuses at RCPT and after the final dot, and then has accepted nothing', async () => {
  for (const at of ['rcpt', 'dot'] as const) {
    const { replies, accepts } = await send({ kind: 'refuse', at, reply: '550 5.1.1 nobody' });
    expect(replies).toContain('550 5.1.1 nobody');
    expect(replies).not.toContain(ACCEPTED);
    expect(accepts).toEqual([]);
  }
});
