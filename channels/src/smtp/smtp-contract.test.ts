import { freePort } from '@belltower/dev/ports';
import { type SmtpScript, startScriptedSmtpServer } from '@belltower/dev/scripted-smtp-server';
import { describe, it } from 'vitest';
import { describeChannel, type ProviderBehaviour } from '../suite/index.ts';
import { email } from '../testing/attempt-mail.ts';
import { smtpProvider } from './smtp-provider.ts';

const scripts: Readonly<Record<Exclude<ProviderBehaviour, 'unreachable'>, SmtpScript>> = {
  accepts: {},
  'refuses-recipient': { rcpt: '550 5.1.1 <jane.roe@example.com>: no such user' },
  'refuses-account': { extensions: ['AUTH PLAIN'], auth: '535 5.7.8 no such user clinic with pass-word' },
  silent: { dot: 'SILENCE' },
};

describeChannel(
  'SMTP',
  {
    channel: 'email',
    lookUp: smtpProvider.lookUp,
    secrets: ['pass-word'],
    message: (number) => ({ ...email, messageId: `${number}.${email.messageId}` }),
    async open(behaviour, { deadlineMs }) {
      const server = behaviour === 'unreachable' ? null : await startScriptedSmtpServer(scripts[behaviour]);
      const at = server?.url.slice('smtp://'.length) ?? `127.0.0.1:${await freePort()}`;
      const user = behaviour === 'refuses-account' ? 'clinic:pass-word@' : '';
      const settings = smtpProvider.settings({ SMTP_URL: `smtp://${user}${at}`, MAIL_FROM: 'clinic@belltower.test' });
      if (settings.kind === 'incomplete') throw new Error(JSON.stringify(settings.problems));
      return {
        channel: await smtpProvider.open(settings.config, { deadlineMs, maxConcurrent: 5 }),
        accepted: () => server?.accepted.length ?? 0,
        close: async () => server?.[Symbol.asyncDispose](),
      };
    },
  },
  { describe, it },
);
