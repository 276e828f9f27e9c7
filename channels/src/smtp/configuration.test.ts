import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { startScriptedSmtpServer } from '@belltower/dev/scripted-smtp-server';
import type { SMTPServerOptions } from 'smtp-server';
import { describe, expect, it } from 'vitest';
import type { ChannelErrorDetails } from '../errors.ts';
import { attemptMail } from '../testing/attempt-mail.ts';
import { makeCertificates } from '../testing/certificates.ts';
import { startMailServer } from '../testing/mail-server.ts';
import type { SmtpConfig } from './smtp-channel.ts';

const { ca, valid, otherHost, expired, selfSigned } = makeCertificates();
const account = { code: 'PROVIDER_MISCONFIGURED', kind: 'account' } as const;

interface Case {
  readonly what: string;
  readonly server: SMTPServerOptions;
  /** The connection URL, of the server's port. */
  readonly url: string;
  readonly config?: Partial<SmtpConfig>;
  readonly providerCode: string;
  /** What the message says is to be changed. */
  readonly says: RegExp;
}

const noTls = { disabledCommands: ['STARTTLS', 'AUTH'] };
const cases: readonly Case[] = [
  {
    what: 'a certificate of an unknown authority, behind STARTTLS',
    server: { ...valid, authOptional: true },
    url: 'smtp://localhost:PORT',
    providerCode: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    says: /SMTP_CA/,
  },
  {
    what: 'a certificate of an unknown authority, with TLS from the first byte',
    server: { ...valid, secure: true, authOptional: true },
    url: 'smtps://localhost:PORT',
    providerCode: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    says: /SMTP_CA/,
  },
  {
    what: 'a certificate that signs itself',
    server: { ...selfSigned, secure: true, authOptional: true },
    url: 'smtps://localhost:PORT',
    providerCode: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    says: /SMTP_CA/,
  },
  {
    what: 'a certificate for another host',
    server: { ...otherHost, secure: true, authOptional: true },
    url: 'smtps://localhost:PORT',
    config: { ca },
    providerCode: 'ERR_TLS_CERT_ALTNAME_INVALID',
    says: /the host it is made for in SMTP_URL/,
  },
  {
    what: 'a certificate that has expired',
    server: { ...expired, secure: true, authOptional: true },
    url: 'smtps://localhost:PORT',
    config: { ca },
    providerCode: 'CERT_HAS_EXPIRED',
    says: /have it renewed/,
  },
  {
    what: 'smtps:// to a port that begins in plain text',
    server: { ...valid, authOptional: true },
    url: 'smtps://localhost:PORT',
    config: { ca },
    providerCode: 'ERR_SSL_WRONG_VERSION_NUMBER',
    says: /smtps:\/\/ is for a port that begins with it/,
  },
  {
    what: 'smtp:// to a port that begins with TLS',
    server: { ...valid, secure: true, authOptional: true },
    url: 'smtp://localhost:PORT',
    config: { ca },
    providerCode: 'IMPLICIT_TLS',
    says: /smtp:\/\/ for one that does not/,
  },
  {
    what: 'credentials, and no AUTH',
    server: { disabledCommands: ['AUTH'], ...valid },
    url: 'smtp://clinic:p%40ss%2Fword@localhost:PORT',
    config: { ca },
    providerCode: 'NO_AUTH',
    says: /no sign-in for the user in SMTP_URL/,
  },
  {
    what: 'credentials, and no way to sign in with a password',
    server: { authMethods: ['XOAUTH2'], ...valid },
    url: 'smtp://clinic:p%40ss%2Fword@localhost:PORT',
    config: { ca },
    providerCode: 'NO_AUTH',
    says: /OAuth 2/,
  },
  {
    what: 'requireTLS, and no STARTTLS',
    server: { ...noTls },
    url: 'smtp://localhost:PORT?requireTLS=true',
    providerCode: 'NO_STARTTLS',
    says: /leave requireTLS out of SMTP_URL/,
  },
  {
    what: 'OAuth 2, and no STARTTLS: a token goes to nobody in plain text',
    server: { disabledCommands: ['STARTTLS'], authMethods: ['XOAUTH2'] },
    url: 'smtp://clinic@localhost:PORT?ignoreTLS=true',
    config: { oauth2: { clientId: 'id', clientSecret: 's3cret', refreshToken: 'r3fresh' } },
    providerCode: 'NO_STARTTLS',
    says: /no STARTTLS/,
  },
  {
    what: 'a wrong password',
    server: { ...valid },
    url: 'smtp://clinic:wrong-one@localhost:PORT',
    config: { ca },
    providerCode: '535',
    says: /our credentials were refused: 535 Bad credentials/,
  },
];

describe('a configuration that the mail server cannot be reached with', () => {
  it.each(cases)(
    'is said to be wrong, not tried again in silence: $what',
    async ({ server, url, config, ...expected }) => {
      await using mail = await startMailServer(server);
      const error = await attemptMail(url.replace('PORT', String(mail.port)), config);
      expect(error?.details).toEqual({ ...account, providerCode: expected.providerCode });
      expect(error?.message).toMatch(expected.says);
      expect(error?.message).not.toMatch(/p@ss|wrong-one|s3cret|r3fresh/);
      expect(mail.mails).toEqual([]);
    },
  );

  it.each(['454 4.7.0 TLS not available', '502 5.5.1 not implemented', '500 what?'])(
    'is said to be wrong when requireTLS is answered %s by a server that offers none',
    async (starttls) => {
      await using server = await startScriptedSmtpServer({ starttls });
      const error = await attemptMail(`${server.url}?requireTLS=true`);
      expect(error?.details).toMatchObject(account);
      expect(error?.message).toContain('the mail server has no STARTTLS');
    },
  );

  it('sends no password to a server that does not offer AUTH', async () => {
    await using server = await startScriptedSmtpServer({});
    expect((await attemptMail(server.url.replace('//', '//clinic:p%40ss@')))?.details).toMatchObject(account);
    expect(server.commands.join()).not.toMatch(/AUTH|MAIL/);
  });
});

describe('a fault of TLS that may pass', () => {
  const transient: ChannelErrorDetails = { code: 'PROVIDER_UNAVAILABLE', kind: 'retry', providerCode: null };

  it.each([
    ['smtps', (socket: Socket) => socket.resetAndDestroy()],
    ['smtps', (socket: Socket) => socket.end()],
    ['smtp', (socket: Socket) => socket.resetAndDestroy()],
    ['smtp', (socket: Socket) => socket.end()],
  ] as const)('is retryable when the connection breaks in the handshake (%s)', async (protocol, breakOff) => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      if (protocol === 'smtps') return void socket.once('data', () => breakOff(socket));
      let lines = 0;
      socket.write('220 test\r\n');
      socket.on('data', () => {
        lines += 1;
        if (lines === 1) socket.write('250-test\r\n250 STARTTLS\r\n');
        else if (lines === 2) socket.write('220 go ahead\r\n');
        else breakOff(socket);
      });
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const error = await attemptMail(`${protocol}://127.0.0.1:${port}`);
    expect(error?.details).toMatchObject({ ...transient, providerCode: expect.any(String) });
    server.close();
  });

  it('is retryable when the server has TLS, and answers that it is temporarily unavailable', async () => {
    await using server = await startScriptedSmtpServer({
      extensions: ['STARTTLS'],
      starttls: '454 4.7.0 TLS not available due to temporary reason',
    });
    expect((await attemptMail(`${server.url}?requireTLS=true`))?.details).toEqual({
      ...transient,
      providerCode: '4.7.0',
    });
  });

  it('is retryable when a server that speaks no TLS is slow to greet', async () => {
    await using server = await startScriptedSmtpServer({ greeting: 'SILENCE' });
    expect((await attemptMail(server.url))?.details).toEqual({ ...transient, providerCode: 'ETIMEDOUT' });
  });
});
