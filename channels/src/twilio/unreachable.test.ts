import { once } from 'node:events';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { makeCertificates } from '../testing/certificates.ts';
import { failedSend } from '../testing/failed-send.ts';
import { startScriptedHttpServer } from '../testing/scripted-http-server.ts';
import { classifyTwilio } from './classify.ts';

const account = { code: 'PROVIDER_MISCONFIGURED', kind: 'account' } as const;
const unavailable = { code: 'PROVIDER_UNAVAILABLE', kind: 'retry' } as const;
const uncertain = { code: 'MAYBE_SENT', kind: 'maybe-sent' } as const;

describe('a Twilio API that cannot be reached', () => {
  it('has received nothing when the connection is refused', async () => {
    const closed = createServer();
    await once(closed.listen(0, '127.0.0.1'), 'listening');
    const address = closed.address();
    const port = typeof address === 'object' ? address?.port : 0;
    closed.close();
    expect((await failedSend(`http://127.0.0.1:${port}`)).details).toEqual({
      ...unavailable,
      providerCode: 'ECONNREFUSED',
    });
  });

  it('has received nothing when its name does not resolve', async () => {
    const { details } = await failedSend('http://api.invalid', { connectTimeoutMs: 2_000 });
    expect(details).toMatchObject(unavailable);
    expect(details.providerCode).toMatch(/^(ENOTFOUND|EAI_AGAIN|ETIMEDOUT)$/);
  });

  it('is misconfigured when its port speaks no TLS', async () => {
    await using server = await startScriptedHttpServer(() => ({ status: 201, body: { sid: 'SM1', status: 'queued' } }));
    const { details, message } = await failedSend(server.url.replace('http:', 'https:'));
    expect(details).toEqual({ ...account, providerCode: 'ERR_SSL_WRONG_VERSION_NUMBER' });
    expect(message).toContain('TWILIO_API_URL');
    expect(server.requests).toEqual([]);
  });

  it.each([
    ['https', 'selfSigned', 'DEPTH_ZERO_SELF_SIGNED_CERT', /certificate is not trusted/],
    [
      'https',
      'otherHost',
      /^(UNABLE_TO_VERIFY_LEAF_SIGNATURE|ERR_TLS_CERT_ALTNAME_INVALID)$/,
      /certificate is not trusted/,
    ],
    ['https', 'expired', /^(UNABLE_TO_VERIFY_LEAF_SIGNATURE|CERT_HAS_EXPIRED)$/, /certificate is not trusted/],
    ['http', 'valid', 'TLS_EXPECTED', /set https:\/\/ or http:\/\//],
  ] as const)(
    'is misconfigured when reached by %s, with a certificate that is %s',
    async (protocol, kind, code, says) => {
      const requests: unknown[] = [];
      const server = createSecureServer(makeCertificates()[kind], (request) => requests.push(request));
      server.on('tlsClientError', () => {});
      await once(server.listen(0, '127.0.0.1'), 'listening');
      const error = await failedSend(`${protocol}://localhost:${(server.address() as AddressInfo).port}`);
      expect(error.details).toEqual({
        ...account,
        providerCode: typeof code === 'string' ? code : expect.stringMatching(code),
      });
      expect(error.message).toMatch(says);
      expect(error.message).toContain('TWILIO_API_URL');
      expect(requests).toEqual([]);
      server.close();
    },
  );

  it.each(['reset', 'end'])(
    'may be reached later when the connection breaks off in the handshake (%s)',
    async (how) => {
      const server = createServer((socket) => {
        socket.on('error', () => {});
        socket.once('data', () => (how === 'reset' ? socket.resetAndDestroy() : socket.end()));
      });
      await once(server.listen(0, '127.0.0.1'), 'listening');
      const { details } = await failedSend(`https://127.0.0.1:${(server.address() as AddressInfo).port}`);
      expect(details).toEqual({ ...unavailable, providerCode: 'ECONNRESET' });
      server.close();
    },
  );

  it('has received nothing when TLS never comes about, however long it may take', async () => {
    const mute = createServer(() => {});
    await once(mute.listen(0, '127.0.0.1'), 'listening');
    const address = mute.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const { details } = await failedSend(`https://127.0.0.1:${port}`, { connectTimeoutMs: 100 });
    expect(details).toEqual({ ...unavailable, providerCode: 'ETIMEDOUT' });
    mute.close();
  });

  it('is distinguished from one that may have received it by whether the request left, not by the code', () => {
    const base = { status: null, code: null, page: false, text: '', retryAfterMs: null };
    for (const network of ['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'ECONNABORTED']) {
      expect(classifyTwilio({ ...base, network, left: false }).details).toEqual({
        ...unavailable,
        providerCode: network,
      });
      expect(classifyTwilio({ ...base, network, left: true }).details).toEqual({ ...uncertain, providerCode: network });
    }
  });
});
