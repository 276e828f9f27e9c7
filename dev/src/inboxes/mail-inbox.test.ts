import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { type ChannelError, createSmtpChannel } from '@belltower/channels';
import { describe, expect, it } from 'vitest';
import { magicDomains } from './magic-addresses.ts';
import { startMailInbox } from './mail-inbox.ts';

describe('the mail inbox', () => {
  it('keeps what our channel sends, shows it, and leaves nothing behind', async () => {
    let folder = '';
    {
      await using inbox = await startMailInbox({ smtpPort: 0, webPort: 0 });
      await using channel = createSmtpChannel({ url: inbox.smtpUrl, from: 'Clinic <clinic@belltower.test>' });
      const calendar = {
        method: 'REQUEST',
        content: 'BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n',
      } as const;
      await channel.send(
        {
          to: 'jane@example.com',
          subject: 'Größe 38, Friday',
          text: 'See you.',
          html: '<p>See you.</p>',
          calendar,
          messageId: 'f3a1.email@belltower.test',
        },
        new AbortController().signal,
      );
      const mails = await (await fetch(`${inbox.webUrl}/api/email`)).json();
      expect(JSON.stringify(mails)).toContain('f3a1.email@belltower.test');
      expect(mails).toMatchObject([{ subject: 'Größe 38, Friday', to: [{ address: 'jane@example.com' }] }]);

      const page = await fetch(inbox.webUrl, { headers: { accept: 'text/html' } });
      expect(page.status).toBe(200);
      folder = inbox.folder;
      expect(existsSync(folder)).toBe(true);
    }
    expect(existsSync(folder)).toBe(false);
  });

  it('refuses magic addresses as a mail provider would, some of them only for a moment', async () => {
    await using inbox = await startMailInbox({ smtpPort: 0, webPort: 0 });
    await using channel = createSmtpChannel({ url: inbox.smtpUrl, from: 'Clinic <clinic@belltower.test>' });
    const send = async (to: string) => {
      const messageId = `${randomUUID()}@belltower.test`;
      const email = {
        to,
        subject: 'Friday',
        text: 'See you.',
        html: '<p>See you.</p>',
        messageId,
      };
      return await channel.send(email, new AbortController().signal).then(
        () => 'accepted',
        (error: ChannelError) => `${error.code} ${error.details.kind}`,
      );
    };
    const at = (magic: keyof typeof magicDomains, name = 'jane') => `${name}@${magicDomains[magic].domain}`;
    expect(await send(at('unknown'))).toBe('INVALID_RECIPIENT suppress');
    expect(await send(at('refused'))).toBe('REJECTED permanent');
    expect(await send(at('away'))).toBe('PROVIDER_UNAVAILABLE retry');
    for (const name of ['jane', 'Jane', 'joe']) {
      const tries = [await send(at('busy', name)), await send(at('busy', name)), await send(at('busy', name))];
      expect(tries).toEqual(['PROVIDER_UNAVAILABLE retry', 'PROVIDER_UNAVAILABLE retry', 'accepted']);
    }
    expect(await send('jane@example.com')).toBe('accepted');
    expect(await (await fetch(`${inbox.webUrl}/api/email`)).json()).toHaveLength(4);
  });

  it('listens on this machine only', async () => {
    await using inbox = await startMailInbox({ smtpPort: 0, webPort: 0 });
    expect(inbox.smtpUrl).toMatch(/^smtp:\/\/127\.0\.0\.1:\d+$/);
    expect(inbox.webUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });
});
