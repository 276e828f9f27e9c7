import { setImmediate as turn } from 'node:timers/promises';
import { type SmtpScript, startScriptedSmtpServer } from '@belltower/dev/scripted-smtp-server';
import { describe, expect, it } from 'vitest';
import type { Email } from '../channel.ts';
import { failureOf } from '../testing/failure-of.ts';
import { createSmtpChannel, type SmtpConfig } from './smtp-channel.ts';

const never = new AbortController().signal;

const email: Email = {
  to: 'jane.roe@example.com',
  subject: 'Your appointment on Friday',
  text: 'See you on Friday — Größe 38.',
  html: '<p>See you on <b>Friday</b>.</p>',
  calendar: { method: 'REQUEST', content: 'BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n' },
  messageId: 'f3a1.email@belltower.test',
};

async function withChannel(
  script: SmtpScript,
  use: (parts: {
    channel: ReturnType<typeof createSmtpChannel>;
    server: Awaited<ReturnType<typeof startScriptedSmtpServer>>;
  }) => Promise<void>,
  config: Partial<SmtpConfig> = {},
): Promise<void> {
  await using server = await startScriptedSmtpServer(script);
  await using channel = createSmtpChannel({ url: server.url, from: 'Clinic, Main <clinic@belltower.test>', ...config });
  await use({ channel, server });
}

describe('an accepted mail', () => {
  it('carries text, HTML and the calendar with its method, and resolves with a receipt', () =>
    withChannel({}, async ({ channel, server }) => {
      const receipt = await channel.send(email, never);
      expect(receipt).toMatchObject({ provider: 'smtp', providerMessageId: email.messageId });
      const [message = ''] = server.messages;
      expect(message).toMatch(/^From: "Clinic, Main" <clinic@belltower\.test>$/m);
      expect(message).toMatch(/^To: jane\.roe@example\.com$/m);
      expect(message).toMatch(/^Message-ID: <f3a1\.email@belltower\.test>$/m);
      expect(message).toMatch(/^Auto-Submitted: auto-generated$/m);
      expect(message).toMatch(/^X-Entity-Ref-ID: f3a1\.email@belltower\.test$/m);
      expect(message).toMatch(/^Content-Type: text\/plain; charset=utf-8$/m);
      expect(message).toMatch(/^Content-Type: text\/html; charset=utf-8$/m);
      expect(message).toMatch(/^Content-Type: text\/calendar; charset=utf-8; method=REQUEST$/m);
      expect(message).toMatch(/^Content-Disposition: attachment; filename=appointment\.ics$/m);
    }));

  it('cancels a calendar entry by the method of its part', () =>
    withChannel({}, async ({ channel, server }) => {
      const content = 'BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nEND:VCALENDAR\r\n';
      await channel.send({ ...email, calendar: { method: 'CANCEL', content } }, never);
      expect(server.messages[0]).toMatch(/^Content-Type: text\/calendar; charset=utf-8; method=CANCEL$/m);
    }));

  it('refers to the thread of its matter, where it has one, and is folded with no other', () =>
    withChannel({}, async ({ channel, server }) => {
      await channel.send({ ...email, thread: 'appointment.5@belltower.test' }, never);
      await channel.send(email, never);
      const [of = '', without = ''] = server.messages;
      for (const header of ['References: <5>', 'In-Reply-To: <5>', 'X-Entity-Ref-ID: 5'])
        expect(of.split(/\r?\n/)).toContain(header.replace('5', 'appointment.5@belltower.test'));
      expect(without).not.toMatch(/^(References|In-Reply-To):/m);
      expect(without).toMatch(/^X-Entity-Ref-ID: f3a1\.email@belltower\.test$/m);
    }));

  it('has the same Message-ID at every attempt', () =>
    withChannel({}, async ({ channel, server }) => {
      await channel.send(email, never);
      await channel.send(email, never);
      const ids = server.messages.map((message) => /^Message-ID: (.*)$/m.exec(message)?.[1]);
      expect(ids).toEqual(['<f3a1.email@belltower.test>', '<f3a1.email@belltower.test>']);
    }));

  it('shares a connection with the mails before it', () =>
    withChannel({}, async ({ channel, server }) => {
      for (let n = 0; n < 3; n += 1) await channel.send(email, never);
      expect(server.connections()).toBe(1);
    }));

  it('cannot be given other headers or recipients by its subject or address', () =>
    withChannel({}, async ({ channel, server }) => {
      await channel.send({ ...email, subject: 'Hello\r\nBcc: eve@example.com' }, never);
      expect(server.messages[0]).not.toMatch(/^Bcc:/m);
      for (const to of [
        'a@example.com, b@example.com',
        'A <a@example.com>',
        'a@example.com\r\nRCPT TO:<b@example.com>',
        'a b',
      ]) {
        const { code, message } = await failureOf(channel.send({ ...email, to }, never));
        expect(code).toBe('INVALID_RECIPIENT');
        expect(message).not.toContain('a@example');
      }
      expect(server.commands.filter((line) => line.startsWith('RCPT'))).toEqual(['RCPT TO:<jane.roe@example.com>']);
    }));

  it('goes to an address in another script where the server offers SMTPUTF8, and else is refused with that reason', async () => {
    const to = 'm\u00fcller@xn--bcher-kva.example';
    await withChannel({ extensions: ['SMTPUTF8'] }, async ({ channel, server }) => {
      await channel.send({ ...email, to }, never);
      expect(server.commands).toContain('MAIL FROM:<clinic@belltower.test> SMTPUTF8');
      expect(server.messages).toHaveLength(1);
    });
    await withChannel({ extensions: ['8BITMIME'] }, async ({ channel, server }) => {
      const { details, message } = await failureOf(channel.send({ ...email, to }, never));
      expect([details.code, details.kind]).toEqual(['INVALID_RECIPIENT', 'permanent']);
      expect(message).toContain('SMTPUTF8');
      expect(server.commands.filter((line) => /^(MAIL|RCPT)/.test(line))).toEqual([]);
      await channel.send(email, never);
    });
  });

  it('signs in with the credentials of the URL, special characters and all', async () => {
    await using server = await startScriptedSmtpServer({ extensions: ['AUTH PLAIN'] });
    const password = 'p@ss/w:rd%&';
    const url = server.url.replace('//', `//user:${encodeURIComponent(password)}@`);
    await using channel = createSmtpChannel({ url, from: 'clinic@belltower.test' });
    await channel.send(email, never);
    const token = Buffer.from(`\0user\0${password}`).toString('base64');
    expect(server.commands).toContain(`AUTH PLAIN ${token}`);
  });
});

describe('a mail that may or may not have been accepted', () => {
  it('is maybe sent when the server falls silent after the final dot', () =>
    withChannel(
      { dot: 'SILENCE' },
      async ({ channel, server }) => {
        const { details } = await failureOf(channel.send(email, never));
        expect(details).toMatchObject({ code: 'MAYBE_SENT', kind: 'maybe-sent', providerCode: 'ETIMEDOUT' });
        expect(server.messages).toHaveLength(1);
      },
      { socketTimeoutMs: 6_000 },
    ));

  it.each(['CLOSE', 'RESET'] as const)('is maybe sent when the connection ends after the final dot: %s', (dot) =>
    withChannel({ dot }, async ({ channel }) => {
      const { details } = await failureOf(channel.send(email, never));
      expect(details.kind).toBe('maybe-sent');
    }),
  );

  it('is maybe sent when the deadline passes after the final dot', () =>
    withChannel(
      { dot: 'SILENCE' },
      async ({ channel }) => {
        const { details } = await failureOf(channel.send(email, never));
        expect(details).toMatchObject({ kind: 'maybe-sent', providerCode: 'EABORT' });
      },
      { deadlineMs: 3_000 },
    ));

  it('is maybe sent when the caller aborts after the final dot', () =>
    withChannel({ dot: 'SILENCE' }, async ({ channel, server }) => {
      const caller = new AbortController();
      const failure = failureOf(channel.send(email, caller.signal));
      while (server.messages.length === 0) await turn();
      caller.abort();
      expect((await failure).details.kind).toBe('maybe-sent');
    }));

  it('is surely not sent when the connection ends within the message', () =>
    withChannel({ body: 'RESET' }, async ({ channel, server }) => {
      const large = { ...email, text: 'A long story. '.repeat(200_000) };
      const { details } = await failureOf(channel.send(large, never));
      expect(details.kind).toBe('retry');
      expect(server.messages).toEqual([]);
    }));
});

describe('the wait for a server', () => {
  it('ends when the caller aborts, and leaves nothing half sent', () =>
    withChannel({ rcpt: 'SILENCE' }, async ({ channel, server }) => {
      const caller = new AbortController();
      const failure = failureOf(channel.send(email, caller.signal));
      while (!server.commands.some((line) => line.startsWith('RCPT'))) await turn();
      caller.abort();
      expect((await failure).details).toMatchObject({ code: 'PROVIDER_UNAVAILABLE', kind: 'retry' });
      expect(server.messages).toEqual([]);
    }));

  it('does not begin when the caller has aborted before', () =>
    withChannel({}, async ({ channel, server }) => {
      const { details } = await failureOf(channel.send(email, AbortSignal.abort()));
      expect(details.kind).toBe('retry');
      expect(server.connections()).toBe(0);
    }));

  it('counts the wait for a free connection into the deadline', () =>
    withChannel(
      { dot: 'SILENCE' },
      async ({ channel, server }) => {
        const [, queued] = await Promise.all([
          failureOf(channel.send(email, never)),
          failureOf(channel.send(email, never)),
        ]);
        expect(queued.details).toMatchObject({ kind: 'retry', providerCode: 'EABORT' });
        expect(server.messages).toHaveLength(1);
      },
      { maxConnections: 1, deadlineMs: 2_000 },
    ));

  it('is not changed by a URL with other limits', async () => {
    await using server = await startScriptedSmtpServer({ greeting: 'SILENCE' });
    const url = `${server.url}?greetingTimeout=60000&socketTimeout=60000&connectionTimeout=60000&maxRequeues=9`;
    await using channel = createSmtpChannel({ url, from: 'clinic@belltower.test', greetingTimeoutMs: 100 });
    const { details } = await failureOf(channel.send(email, never));
    expect(details).toMatchObject({ kind: 'retry', providerCode: 'ETIMEDOUT' });
    expect(server.connections()).toBe(2); // the mail's, and the look whether the server waits for TLS
  });
});

describe('disposing the SMTP channel', () => {
  it('waits for the mail in flight and rejects the next', async () => {
    await using server = await startScriptedSmtpServer({});
    const channel = createSmtpChannel({ url: server.url, from: 'clinic@belltower.test' });
    const sending = channel.send(email, never);
    await channel[Symbol.asyncDispose]();
    await expect(sending).resolves.toMatchObject({ provider: 'smtp' });
    expect((await failureOf(channel.send(email, never))).details.kind).toBe('retry');
  });
});

describe('an error message of the SMTP channel', () => {
  it('repeats neither the address nor the password nor control characters, and is short', async () => {
    await using server = await startScriptedSmtpServer({
      extensions: ['AUTH PLAIN'],
      rcpt: `550 <jane.roe@example.com> \u0000 hunter2-secret ${'x'.repeat(900)}`,
    });
    const url = server.url.replace('//', '//user:hunter2-secret@');
    await using channel = createSmtpChannel({ url, from: 'clinic@belltower.test' });
    const error = await failureOf(channel.send(email, never));
    expect(error.message).toMatch(/^refused: 550 <j\*\*\*@example\.com> \*\*\* x+…$/);
    expect(error.message).toHaveLength(500);
    expect(error.cause).toBeUndefined();
  });
});
