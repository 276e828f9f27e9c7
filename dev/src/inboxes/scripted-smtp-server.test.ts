import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { ACCEPTED, type AcceptedMail, type SmtpScript, startScriptedSmtpServer } from './scripted-smtp-server.ts';

/** Sends one mail, line by line, and answers what the server said, and had accepted before it said it. */
async function send(script: SmtpScript): Promise<{ replies: string[]; accepts: AcceptedMail[]; attempts: number }> {
  const accepts: AcceptedMail[] = [];
  await using server = await startScriptedSmtpServer({}, (mail) => accepts.push(mail));
  server.behave(() => script);
  const socket = connect(server.port, '127.0.0.1').on('error', () => {});
  const body = 'Subject: hello\r\nMessage-ID:\r\n <1@example.com>\r\n\r\nText\r\n.';
  const replies: string[] = [];
  const lines = ['EHLO test', 'MAIL FROM:<us@example.com>', 'RCPT TO:<them@example.com>', 'DATA', body, 'QUIT'];
  createInterface({ input: socket })
    .on('error', () => {})
    .on('line', (line) => {
      if (line === ACCEPTED) expect(accepts).toHaveLength(1);
      replies.push(line);
      socket.write(`${/^[45]/.test(line) ? 'QUIT' : lines.shift()}\r\n`);
    });
  await new Promise((resolve) => socket.once('close', resolve));
  return { replies, accepts, attempts: server.attempts('them@example.com') };
}

it('the scripted SMTP server accepts a mail, and reports it by its Message-ID before it answers', async () => {
  const { replies, accepts, attempts } = await send({});
  expect(replies).toContain(ACCEPTED);
  expect(accepts).toMatchObject([{ to: 'them@example.com', messageId: '1@example.com' }]);
  expect(attempts).toBe(1);
});

it.each<SmtpScript>([{ dot: 'CLOSE' }, { dot: 'RESET' }, { dot: Promise.resolve('CLOSE') }])(
  'the scripted SMTP server accepts a mail and ends the connection without an answer: %o',
  async (script) => {
    const { replies, accepts } = await send(script);
    expect(replies.at(-1)).toMatch(/^354/);
    expect(accepts).toHaveLength(1);
  },
);

it.each<SmtpScript>([{ rcpt: '550 5.1.1 nobody' }, { dot: '550 5.1.1 nobody' }])(
  'the scripted SMTP server refuses a mail, and then has accepted nothing: %o',
  async (script) => {
    const { replies, accepts } = await send(script);
    expect(replies).toContain('550 5.1.1 nobody');
    expect(replies).not.toContain(ACCEPTED);
    expect(accepts).toEqual([]);
  },
);
