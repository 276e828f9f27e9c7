/** The variables of the accounts that messages go by, and what is made of them. */
import {
  type ChannelSettings,
  requireSettings,
  type SmtpConfig,
  smtpFallbackSettings,
  smtpFallbackVariables,
  smtpSettings,
  smtpVariables,
  type TwilioConfig,
  twilioFallbackSettings,
  twilioFallbackVariables,
  twilioSettings,
  twilioVariables,
} from '@belltower/channels';
import { type ChannelName, channelNames } from '@belltower/events';
import { type Environment, integer } from '@belltower/support/settings';
import { z } from 'zod';
import type { AccountsConfig, ChannelAccounts } from './accounts.ts';
import { ownProviderOf, providerVariableOf } from './load-provider.ts';

/** Every variable of the accounts; those of a third party's provider are read when that is loaded. */
export const accountVariables = {
  EMAIL_PROVIDER: z.string().default(ownProviderOf.email),
  SMS_PROVIDER: z.string().default(ownProviderOf.sms),
  EMAIL_PROVIDER_FALLBACK: z.string().optional(),
  SMS_PROVIDER_FALLBACK: z.string().optional(),
  ...smtpVariables,
  ...smtpFallbackVariables,
  ...twilioVariables,
  ...twilioFallbackVariables,
  SLOTS_PER_CHANNEL: integer(1, 100_000).default(1_000),
  SMTP_CONNECTIONS: integer(1, 1_000).default(10),
  EMAIL_RATE_PER_SECOND: integer(1, 1_000_000).default(500),
  SMS_RATE_PER_SECOND: integer(1, 1_000_000).default(100),
} as const;

type AccountValues = z.output<z.ZodObject<typeof accountVariables>>;
/** The accounts' values beside those that say what is in use. */
interface Values extends AccountValues {
  readonly CHANNELS: readonly ChannelName[];
  readonly PUBLIC_URL?: string | undefined;
}

/** What is ours for a channel: its settings, and the variables that only a second account of ours has. */
const own = {
  email: {
    first: smtpSettings,
    fallback: smtpFallbackSettings,
    fallbackVariables: Object.keys(smtpFallbackVariables) as readonly (keyof AccountValues)[],
  },
  sms: {
    first: twilioSettings,
    fallback: twilioFallbackSettings,
    fallbackVariables: Object.keys(twilioFallbackVariables) as readonly (keyof AccountValues)[],
  },
} as const;

/** Adds to a schema's problems what an enabled channel lacks, and what contradicts. The values may be those of a failed parse. */
export function checkAccounts(values: Values, context: z.RefinementCtx): void {
  const report = (variable: string, message: string) => context.addIssue({ code: 'custom', path: [variable], message });
  for (const channel of channelNames) {
    const [first, fallback] = [providerVariableOf.first[channel], providerVariableOf.fallback[channel]];
    for (const variable of [first, fallback]) {
      if (isOfOtherChannel(channel, values[variable])) {
        const message = `${ownProviderOf[channel]}, a path or the name of a package is expected: ${values[variable]} is not for ${channel}`;
        report(variable, message);
      }
    }
    if (!values.CHANNELS?.includes(channel)) continue;
    if (values[first] === ownProviderOf[channel]) requireSettings(own[channel].first(values), context);
    const given = own[channel].fallbackVariables.filter((variable) => values[variable] !== undefined);
    const settings = own[channel].fallback(values);
    const named = values[fallback] ?? ownProviderOf[channel];
    if (named !== ownProviderOf[channel]) {
      for (const variable of given)
        report(variable, `is not expected beside ${fallback}, which names another provider`);
    } else if (settings !== null) requireSettings(settings, context);
    else if (values[fallback] !== undefined) {
      report(own[channel].fallbackVariables[0] ?? fallback, `is required where ${fallback} is ${named}`);
    }
  }
  if (values.CHANNELS?.includes('email') && values.MAIL_FROM === undefined && values.EMAIL_PROVIDER !== 'smtp') {
    report('MAIL_FROM', 'is required for the e-mail channel');
  }
  if (values.CHANNELS?.includes('sms') && values.PUBLIC_URL !== undefined) checkTokens(values, report);
}

/** One of ours that is named for the other channel is no module of a third party. */
function isOfOtherChannel(channel: ChannelName, named: string | undefined): boolean {
  return (
    named !== undefined && named !== ownProviderOf[channel] && Object.values<string>(ownProviderOf).includes(named)
  );
}

function checkTokens(values: Values, report: (variable: string, message: string) => void): void {
  const message = 'is required beside PUBLIC_URL: Twilio signs callbacks with it, also where an API key sends';
  const isTwilio = values.SMS_PROVIDER === ownProviderOf.sms;
  if (isTwilio && values.TWILIO_API_KEY !== undefined && values.TWILIO_AUTH_TOKEN === undefined) {
    report('TWILIO_AUTH_TOKEN', message);
  }
  if (values.TWILIO_API_KEY_FALLBACK !== undefined && values.TWILIO_AUTH_TOKEN_FALLBACK === undefined) {
    report('TWILIO_AUTH_TOKEN_FALLBACK', message);
  }
}

/** The accounts of valid values. @param from the sender of mails */
export function accountsConfigOf(values: Values, environment: Environment, from: string): AccountsConfig {
  const slots = values.SLOTS_PER_CHANNEL;
  const limits = {
    email: { ratePerSecond: values.EMAIL_RATE_PER_SECOND, maxConcurrent: slots },
    sms: { ratePerSecond: values.SMS_RATE_PER_SECOND, maxConcurrent: slots },
  };
  const smtpLimits = { ...limits.email, maxConcurrent: Math.min(slots, values.SMTP_CONNECTIONS) };
  const accountsBy = (
    providerOf: (channel: ChannelName) => string,
    smtp: ChannelSettings<SmtpConfig> | null,
    twilio: ChannelSettings<TwilioConfig> | null,
  ): ChannelAccounts => {
    const isOwn = (channel: ChannelName) => providerOf(channel) === ownProviderOf[channel];
    const [mails, texts] = channelNames.map((channel) => values.CHANNELS.includes(channel) && isOwn(channel));
    const plugged = values.CHANNELS.filter((channel) => !isOwn(channel));
    return {
      email: mails && smtp?.kind === 'complete' ? { ...smtp.config, from, limits: smtpLimits } : null,
      sms: texts && twilio?.kind === 'complete' ? { ...twilio.config, limits: limits.sms } : null,
      plugged: Object.fromEntries(
        plugged.map((channel) => [channel, { module: providerOf(channel), environment, limits: limits[channel] }]),
      ),
    };
  };
  const { first, fallback } = providerVariableOf;
  return {
    ...accountsBy((channel) => values[first[channel]], smtpSettings(values), twilioSettings(values)),
    fallback: accountsBy(
      (channel) => values[fallback[channel]] ?? ownProviderOf[channel],
      smtpFallbackSettings(values),
      twilioFallbackSettings(values),
    ),
  };
}
