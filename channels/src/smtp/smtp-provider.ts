import { z } from 'zod';
import type { Email } from '../channel.ts';
import { smtpSettings, smtpVariables } from '../environment.ts';
import type { Provider } from '../provider.ts';
import { settingsBy } from '../settings-by.ts';
import { bounceReader } from './bounce-callback.ts';
import { createSmtpChannel, type SmtpConfig } from './smtp-channel.ts';

/** E-mail over SMTP. */
export const smtpProvider: Provider<Email, SmtpConfig> = {
  name: 'smtp',
  channel: 'email',
  variables: Object.keys(smtpVariables),
  lookUp: false,
  settings: settingsBy(z.object(smtpVariables), smtpSettings),
  open: (config, { deadlineMs, maxConcurrent }) =>
    createSmtpChannel({ ...config, deadlineMs, maxConnections: maxConcurrent }),
  callbacks: {
    contentTypes: ['application/json'],
    reader({ callbackSecret, previousCallbackSecret }) {
      const secrets = [callbackSecret, previousCallbackSecret].filter((secret) => secret !== undefined);
      return secrets.length === 0 ? null : bounceReader(secrets);
    },
  },
};
