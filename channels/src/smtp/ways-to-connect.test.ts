import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SMTPServerOptions } from 'smtp-server';
import { describe, expect, it } from 'vitest';
import { attemptMail } from '../testing/attempt-mail.ts';
import { makeCertificates } from '../testing/certificates.ts';
import { type MailServer, startMailServer } from '../testing/mail-server.ts';

const { ca, valid } = makeCertificates();

describe('the documented ways to reach a mail server', () => {
  const withServer = async (options: SMTPServerOptions, use: (server: MailServer) => Promise<void>) => {
    await using server = await startMailServer(options);
    await use(server);
  };

  it('587 with STARTTLS that is required, a private authority, user and password', () =>
    withServer({ ...valid }, async ({ port, mails }) => {
      expect(await attemptMail(`smtp://clinic:p%40ss%2Fword@localhost:${port}?requireTLS=true`, { ca })).toBeNull();
      expect(mails).toMatchObject([{ user: 'clinic', encrypted: true }]);
    }));

  it.each(['PLAIN', 'LOGIN', 'CRAM-MD5'])('a sign-in by %s', (method) =>
    withServer(
      {
        ...valid,
        authMethods: [method],
        onAuth: (auth, _session, done) =>
          done(
            null,
            auth.password === 'p@ss/word' || auth.validatePassword?.('p@ss/word') ? { user: auth.username } : {},
          ),
      },
      async ({ port, mails }) => {
        expect(await attemptMail(`smtp://clinic:p%40ss%2Fword@localhost:${port}`, { ca })).toBeNull();
        expect(mails).toMatchObject([{ user: 'clinic' }]);
      },
    ),
  );

  it('465 with TLS from the first byte', () =>
    withServer({ ...valid, secure: true }, async ({ port, mails }) => {
      expect(await attemptMail(`smtps://clinic:p%40ss%2Fword@localhost:${port}`, { ca })).toBeNull();
      expect(mails).toMatchObject([{ user: 'clinic', encrypted: true }]);
    }));

  it('answers that go elsewhere (Reply-To)', () =>
    withServer({ ...valid, authOptional: true }, async ({ port, mails }) => {
      const replyTo = 'The desk <desk@clinic.test>';
      expect(await attemptMail(`smtp://localhost:${port}`, { ca, replyTo })).toBeNull();
      expect(mails[0]?.raw).toMatch(/^Reply-To: The desk <desk@clinic.test>\r?$/m);
      expect(mails[0]?.raw).toMatch(/^From: clinic@belltower.test\r?$/m);
    }));

  it('OAuth 2: a token is fetched, and signed in with', async () => {
    const requests: URLSearchParams[] = [];
    const tokens = createHttpServer(async (request, response) => {
      let body = '';
      for await (const piece of request.setEncoding('utf8')) body += piece;
      requests.push(new URLSearchParams(body));
      response.setHeader('Content-Type', 'application/json').end('{"access_token":"t0ken","expires_in":3600}');
    });
    await once(tokens.listen(0, '127.0.0.1'), 'listening');
    const tokenUrl = `http://127.0.0.1:${(tokens.address() as AddressInfo).port}/token`;
    const oauth2 = { clientId: 'the-id', clientSecret: 's3cret', refreshToken: 'r3fresh', tokenUrl };
    const server: SMTPServerOptions = {
      ...valid,
      authMethods: ['XOAUTH2'],
      onAuth: ({ username, accessToken }, _session, done) =>
        done(null, accessToken === 't0ken' ? { user: username } : { data: { status: '401' } }),
    };
    await withServer(server, async ({ port, mails }) => {
      expect(await attemptMail(`smtp://clinic%40example.com@localhost:${port}`, { ca, oauth2 })).toBeNull();
      expect(mails).toMatchObject([{ user: 'clinic@example.com', encrypted: true }]);
      const grant = { client_id: 'the-id', client_secret: 's3cret', refresh_token: 'r3fresh' };
      expect(Object.fromEntries(requests[0] ?? [])).toMatchObject({ ...grant, grant_type: 'refresh_token' });
    });
    tokens.close();
  });

  it('OAuth 2 with a refresh token that is not valid any more is said to be wrong', async () => {
    const tokens = createHttpServer((_request, response) => {
      response.writeHead(400, { 'Content-Type': 'application/json' });
      response.end('{"error":"invalid_grant","error_description":"Token r3fresh has been revoked"}');
    });
    await once(tokens.listen(0, '127.0.0.1'), 'listening');
    const tokenUrl = `http://127.0.0.1:${(tokens.address() as AddressInfo).port}/token`;
    const oauth2 = { clientId: 'the-id', clientSecret: 's3cret', refreshToken: 'r3fresh', tokenUrl };
    await withServer({ ...valid, authMethods: ['XOAUTH2'] }, async ({ port, mails }) => {
      const error = await attemptMail(`smtp://clinic@localhost:${port}`, { ca, oauth2 });
      expect(error?.details).toMatchObject({ code: 'PROVIDER_MISCONFIGURED', kind: 'account' });
      expect(error?.message).toMatch(/our credentials were refused.*invalid_grant/);
      expect(error?.message).not.toContain('r3fresh');
      expect(mails).toEqual([]);
    });
    tokens.close();
  });
});
