import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { describeCallbacks } from '../suite/index.ts';
import { classifyBounce } from './bounce.ts';
import { smtpProvider } from './smtp-provider.ts';

const SECRET = 'secret-of-the-bounces';

function readerOf(change: Record<string, string> = {}) {
  const account = { SMTP_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'clinic@belltower.test' };
  const settings = smtpProvider.settings({ ...account, SMTP_CALLBACK_SECRET: SECRET, ...change });
  if (settings.kind === 'incomplete') throw new Error(JSON.stringify(settings.problems));
  return smtpProvider.callbacks?.reader(settings.config) ?? (() => ({ kind: 'forged' }) as const);
}

function signed(content: object) {
  const body = JSON.stringify(content);
  const signature = `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`;
  return { url: '/callbacks/smtp', headers: { 'x-signature-256': signature }, body };
}

describeCallbacks(
  'SMTP',
  {
    reader: readerOf(),
    request: (status) =>
      signed({ message_id: 'm1@belltower.test', status: status === 'failed' ? 'bounced' : status, code: '5.1.1' }),
    unreadable: () => signed({ message_id: 'm1@belltower.test', status: 'opened' }),
  },
  { describe, it },
);

describe('the code of a bounce', () => {
  it.each([
    ...['5.1.1', '5.1.10', '5.0.0', '5.2.1', '5.4.4', '550', '550 5.1.1', 'smtp; 550 5.1.1 no such user'].map(
      (code) => [code, 'suppress'],
    ),
    ...['4.2.2', '4.4.1', '450', '5.2.2', '552 5.2.2', '', 'unknown'].map((code) => [code, 'retry']),
    ...['5.7.1', '550 5.7.26', '5.1.8', '5.6.0', '5.3.4', '554', '5.4.6'].map((code) => [code, 'permanent']),
  ])('%j is %s', (code, kind) => {
    expect(classifyBounce(code ?? null).details).toMatchObject({ code: 'UNDELIVERED', kind });
  });
});
