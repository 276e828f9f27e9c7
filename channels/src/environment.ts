/**
 * The channels' settings, for a service's environment schema. The variables are optional one by one, since a channel
 * may be off; what an enabled channel lacks is added to the schema's other problems by `requireSettings`:
 *
 * ```ts
 * z.object({ CHANNELS, ...smtpVariables, ...twilioVariables }).superRefine((values, context) => {
 *   if (values.CHANNELS?.includes('email')) requireSettings(smtpSettings(values), context);
 *   if (values.CHANNELS?.includes('sms')) requireSettings(twilioSettings(values), context);
 * }, { when: () => true }) // together with all other problems, not only once those are fixed
 * ```
 */
import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { fallbackProblems, fallbackValues, type OfFallback, ofFallback } from './second-account.ts';
import { parseSender } from './smtp/sender.ts';
import type { SmtpConfig, SmtpOAuth2 } from './smtp/smtp-channel.ts';
import type { TwilioConfig } from './twilio/twilio-channel.ts';

/** What the mail channel reads. */
export const smtpVariables = {
  SMTP_URL: z
    .string()
    .refine(isSmtpUrl, 'smtp://… or smtps://… with a host is expected, special characters percent-encoded')
    .optional(),
  MAIL_FROM: z
    .string()
    .refine((text) => parseSender(text) !== null, '"address" or "Name <address>" is expected')
    .optional(),
  MAIL_REPLY_TO: z
    .string()
    .refine((text) => parseSender(text) !== null, '"address" or "Name <address>" is expected')
    .optional(),
  SMTP_CA: z
    .string()
    .regex(/-----BEGIN CERTIFICATE-----/, 'certificates in PEM are expected (SMTP_CA_FILE names a file with them)')
    .transform((text) => text.replaceAll('\\n', '\n'))
    .optional(),
  SMTP_OAUTH_CLIENT_ID: z.string().min(1).optional(),
  SMTP_OAUTH_CLIENT_SECRET: z.string().min(1).optional(),
  SMTP_OAUTH_REFRESH_TOKEN: z.string().min(1).optional(),
  SMTP_OAUTH_TOKEN_URL: z.url({ protocol: /^https?$/, error: 'an http(s) URL is expected' }).optional(),
  SMTP_CALLBACK_SECRET: z.string().min(16, 'at least 16 characters are expected').optional(),
  SMTP_CALLBACK_SECRET_PREVIOUS: z.string().min(16, 'at least 16 characters are expected').optional(),
} as const;

/** What the SMS channel reads. */
export const twilioVariables = {
  TWILIO_ACCOUNT_SID: z
    .string()
    .regex(/^AC[0-9a-f]{32}$/i, 'AC and 32 hexadecimal digits are expected')
    .optional(),
  TWILIO_AUTH_TOKEN: z.string().min(1).optional(),
  TWILIO_AUTH_TOKEN_PREVIOUS: z.string().min(1).optional(),
  TWILIO_API_KEY: z
    .string()
    .regex(/^SK[0-9a-f]{32}$/i, 'SK and 32 hexadecimal digits are expected')
    .optional(),
  TWILIO_API_SECRET: z.string().min(1).optional(),
  TWILIO_FROM: z
    .string()
    .regex(
      /^(\+[1-9]\d{6,14}|\d{3,8}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11})$/,
      'a number (E.164), a short code or a sender name is expected',
    )
    .optional(),
  TWILIO_MESSAGING_SERVICE_SID: z
    .string()
    .regex(/^MG[0-9a-f]{32}$/i, 'MG and 32 hexadecimal digits are expected')
    .optional(),
  TWILIO_API_URL: z.url({ protocol: /^https?$/, error: 'an http(s) URL is expected' }).optional(),
  TWILIO_REGION: z
    .string()
    .regex(/^[a-z]{2}\d{1,2}$/, 'a region such as us1, ie1 or au1 is expected')
    .optional(),
  TWILIO_EDGE: z
    .string()
    .regex(/^[a-z]+(-[a-z]+)*$/, 'an edge location such as dublin or ashburn-ix is expected')
    .optional(),
} as const;

/** What a second account for mail reads. */
export const smtpFallbackVariables = ofFallback(smtpVariables);
/** What a second account for SMS reads. */
export const twilioFallbackVariables = ofFallback(twilioVariables);

/** The values of `smtpVariables`. */
export type SmtpValues = z.output<z.ZodObject<typeof smtpVariables>>;
/** The values of `twilioVariables`. */
export type TwilioValues = z.output<z.ZodObject<typeof twilioVariables>>;

/** A channel's configuration, or what is missing for it. */
export type ChannelSettings<C> =
  | { readonly kind: 'complete'; readonly config: C }
  | { readonly kind: 'incomplete'; readonly problems: readonly SettingsProblem[] };

/** What is wrong with a variable. */
export interface SettingsProblem {
  readonly variable: string;
  readonly message: string;
}

/** Makes the mail channel's configuration of its variables. */
export function smtpSettings(values: SmtpValues): ChannelSettings<SmtpConfig> {
  const { SMTP_URL: url, MAIL_FROM: from, MAIL_REPLY_TO: replyTo, SMTP_CA: ca } = values;
  if (url === undefined || from === undefined) return incomplete('e-mail', { SMTP_URL: url, MAIL_FROM: from });
  const oauth = oauth2Settings(values, url);
  const problems = [...oauth.problems];
  if (ca !== undefined && !areCertificates(ca)) {
    problems.push({ variable: 'SMTP_CA', message: 'certificates in PEM are expected, and one cannot be read' });
  }
  if (problems.length > 0) return { kind: 'incomplete', problems };
  const { SMTP_CALLBACK_SECRET: callbackSecret, SMTP_CALLBACK_SECRET_PREVIOUS: previousCallbackSecret } = values;
  if (previousCallbackSecret !== undefined && callbackSecret === undefined) {
    const message = 'is required beside SMTP_CALLBACK_SECRET_PREVIOUS';
    return { kind: 'incomplete', problems: [{ variable: 'SMTP_CALLBACK_SECRET', message }] };
  }
  const given = {
    ...(replyTo !== undefined && { replyTo }),
    ...(ca !== undefined && { ca }),
    ...(callbackSecret !== undefined && { callbackSecret }),
    ...(previousCallbackSecret !== undefined && { previousCallbackSecret }),
  };
  return { kind: 'complete', config: { url, from, ...given, ...(oauth.oauth2 && { oauth2: oauth.oauth2 }) } };
}

/** OAuth 2 wants all of its own, a user in the URL, and no password there; a user without it wants a password. */
function oauth2Settings(values: SmtpValues, url: string): { oauth2: SmtpOAuth2 | null; problems: SettingsProblem[] } {
  const { SMTP_OAUTH_CLIENT_ID: clientId, SMTP_OAUTH_CLIENT_SECRET: clientSecret } = values;
  const { SMTP_OAUTH_REFRESH_TOKEN: refreshToken, SMTP_OAUTH_TOKEN_URL: tokenUrl } = values;
  const { username, password } = new URL(url);
  const required = {
    SMTP_OAUTH_CLIENT_ID: clientId,
    SMTP_OAUTH_CLIENT_SECRET: clientSecret,
    SMTP_OAUTH_REFRESH_TOKEN: refreshToken,
  };
  if ([...Object.values(required), tokenUrl].every((value) => value === undefined)) {
    const isHalf = (username === '') !== (password === '');
    const message = 'user and password are expected together, or SMTP_OAUTH_… in place of the password';
    return { oauth2: null, problems: isHalf ? [{ variable: 'SMTP_URL', message }] : [] };
  }
  const missing = Object.entries(required).filter(([, value]) => value === undefined);
  const problems = missing.map(([variable]) => ({ variable, message: 'is required beside the other SMTP_OAUTH_…' }));
  if (username === '')
    problems.push({ variable: 'SMTP_URL', message: 'a user is expected, whom SMTP_OAUTH_… signs in' });
  if (password !== '') {
    problems.push({ variable: 'SMTP_URL', message: 'has a password beside SMTP_OAUTH_…: one of the two is expected' });
  }
  if (clientId === undefined || clientSecret === undefined || refreshToken === undefined || problems.length > 0) {
    return { oauth2: null, problems };
  }
  return { oauth2: { clientId, clientSecret, refreshToken, ...(tokenUrl !== undefined && { tokenUrl }) }, problems };
}

/** Makes the SMS channel's configuration of its variables; exactly one of the two senders is to be given. */
export function twilioSettings(values: TwilioValues): ChannelSettings<TwilioConfig> {
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken = null } = values;
  const { TWILIO_API_KEY: keySid, TWILIO_API_SECRET: keySecret, TWILIO_API_URL: apiUrl = null } = values;
  const { TWILIO_FROM: from, TWILIO_MESSAGING_SERVICE_SID: messagingServiceSid } = values;
  const { TWILIO_AUTH_TOKEN_PREVIOUS: previousAuthToken, TWILIO_REGION: region, TWILIO_EDGE: edge } = values;
  const problems: SettingsProblem[] = [];
  const ensure = (isRight: boolean, variable: string, message: string) => {
    if (!isRight) problems.push({ variable, message });
  };
  const oneSender = from === undefined || messagingServiceSid === undefined;
  ensure(oneSender, 'TWILIO_MESSAGING_SERVICE_SID', 'given beside TWILIO_FROM: one of the two is expected');
  ensure(keySid === undefined || keySecret !== undefined, 'TWILIO_API_SECRET', 'is required beside TWILIO_API_KEY');
  ensure(keySecret === undefined || keySid !== undefined, 'TWILIO_API_KEY', 'is required beside TWILIO_API_SECRET');
  const isRotated = previousAuthToken === undefined || authToken !== null || keySid === undefined;
  ensure(isRotated, 'TWILIO_AUTH_TOKEN', 'is required beside TWILIO_AUTH_TOKEN_PREVIOUS');
  const isPlace = apiUrl === null || (region === undefined && edge === undefined);
  ensure(
    isPlace,
    'TWILIO_API_URL',
    'given beside TWILIO_REGION or TWILIO_EDGE, which choose the address: one is expected',
  );

  const sender =
    from !== undefined ? { from } : messagingServiceSid !== undefined ? { messagingServiceSid } : undefined;
  const signIn = authToken ?? keySid;
  const required = {
    TWILIO_ACCOUNT_SID: accountSid,
    TWILIO_AUTH_TOKEN: signIn,
    'TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID': sender,
  };
  if (accountSid === undefined || signIn === undefined || sender === undefined) {
    return { kind: 'incomplete', problems: [...incomplete('SMS', required).problems, ...problems] };
  }
  if (problems.length > 0) return { kind: 'incomplete', problems };
  const apiKey = keySid === undefined || keySecret === undefined ? undefined : { sid: keySid, secret: keySecret };
  const given = Object.fromEntries(
    Object.entries({ previousAuthToken, apiKey, region, edge }).filter(([, value]) => value !== undefined),
  );
  return { kind: 'complete', config: { accountSid, authToken, sender, apiUrl, ...given } };
}

type FallbackValues<V extends Readonly<Record<string, z.ZodType>>> = z.output<z.ZodObject<OfFallback<V>>>;

/** Makes the configuration of a second account for mail; null where none of its variables is set. */
export function smtpFallbackSettings(
  values: FallbackValues<typeof smtpVariables> & Pick<SmtpValues, 'MAIL_FROM' | 'MAIL_REPLY_TO'>,
): ChannelSettings<SmtpConfig> | null {
  const own = fallbackValues(values, smtpVariables);
  return own === null ? null : withFallbackNames(smtpSettings(own), smtpVariables);
}

/** Makes the configuration of a second account for SMS; null where none of its variables is set. */
export function twilioFallbackSettings(
  values: FallbackValues<typeof twilioVariables>,
): ChannelSettings<TwilioConfig> | null {
  const own = fallbackValues(values, twilioVariables);
  return own === null ? null : withFallbackNames(twilioSettings(own), twilioVariables);
}

function withFallbackNames<C>(settings: ChannelSettings<C>, variables: object): ChannelSettings<C> {
  if (settings.kind === 'complete') return settings;
  return { kind: 'incomplete', problems: fallbackProblems(settings.problems, Object.keys(variables)) };
}

/** Adds what is missing to a schema's problems, except for variables that already have one. */
export function requireSettings(settings: ChannelSettings<unknown>, context: z.RefinementCtx): void {
  if (settings.kind === 'complete') return;
  const reported = new Set(context.issues.map(({ path }) => path?.[0]));
  for (const { variable, message } of settings.problems) {
    if (!variable.split(' or ').some((name) => reported.has(name))) {
      context.addIssue({ code: 'custom', path: [variable], message });
    }
  }
}

function incomplete(channel: string, variables: Readonly<Record<string, unknown>>) {
  const missing = Object.entries(variables).filter(([, value]) => value === undefined);
  const message = `is required for the ${channel} channel`;
  return { kind: 'incomplete' as const, problems: missing.map(([variable]) => ({ variable, message })) };
}

function areCertificates(pem: string): boolean {
  const all = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  try {
    return all.length > 0 && all.every((one) => new X509Certificate(one).subject !== undefined);
  } catch {
    return false;
  }
}

function isSmtpUrl(text: string): boolean {
  try {
    const { protocol, hostname, username, password } = new URL(text);
    decodeURIComponent(username + password);
    return (protocol === 'smtp:' || protocol === 'smtps:') && hostname !== '';
  } catch {
    return false;
  }
}
