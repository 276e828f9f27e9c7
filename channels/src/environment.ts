/**
 * The channels' settings, for a service's environment schema. The variables are optional one by one, since a channel
 * may be off; what an enabled channel lacks is added to the schema's other problems by `requireSettings`:
 *
 * ```ts
 * z.object({ CHANNELS, ...smtpVariables, ...twilioVariables }).superRefine((values, context) => {
 *   if (values.CHANNELS?.includes('email')) requireSettings(smtpSettings(values), context);
 *   if (values.CHANNELS?.includes('sms')) requireSettings(twilioSettings(values), context);
 * }, { when: () => true }) // together with all other problems, not only once those are mended
 * ```
 */
import { z } from 'zod';
import { parseSender } from './smtp/sender.ts';
import type { SmtpConfig } from './smtp/smtp-channel.ts';
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
} as const;

/** What the SMS channel reads. */
export const twilioVariables = {
  TWILIO_ACCOUNT_SID: z
    .string()
    .regex(/^AC[0-9a-f]{32}$/i, 'AC and 32 hexadecimal digits are expected')
    .optional(),
  TWILIO_AUTH_TOKEN: z.string().min(1).optional(),
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
} as const;

/** The values of `smtpVariables`. */
export type SmtpValues = z.output<z.ZodObject<typeof smtpVariables>>;
/** The values of `twilioVariables`. */
export type TwilioValues = z.output<z.ZodObject<typeof twilioVariables>>;

/** A channel's configuration, or what is missing for it. */
export type ChannelSettings<C> =
  | { readonly kind: 'complete'; readonly config: C }
  | {
      readonly kind: 'incomplete';
      readonly problems: readonly { readonly variable: string; readonly message: string }[];
    };

/** Makes the mail channel's configuration of its variables. */
export function smtpSettings({ SMTP_URL: url, MAIL_FROM: from }: SmtpValues): ChannelSettings<SmtpConfig> {
  if (url !== undefined && from !== undefined) return { kind: 'complete', config: { url, from } };
  return incomplete('e-mail', { SMTP_URL: url, MAIL_FROM: from });
}

/** Makes the SMS channel's configuration of its variables; exactly one of the two senders is to be given. */
export function twilioSettings(values: TwilioValues): ChannelSettings<TwilioConfig> {
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, TWILIO_API_URL: apiUrl = null } = values;
  const { TWILIO_FROM: from, TWILIO_MESSAGING_SERVICE_SID: messagingServiceSid } = values;
  if (from !== undefined && messagingServiceSid !== undefined) {
    const message = 'given beside TWILIO_FROM: one of the two is expected';
    return { kind: 'incomplete', problems: [{ variable: 'TWILIO_MESSAGING_SERVICE_SID', message }] };
  }
  const sender =
    from !== undefined ? { from } : messagingServiceSid !== undefined ? { messagingServiceSid } : undefined;
  if (accountSid !== undefined && authToken !== undefined && sender !== undefined) {
    return { kind: 'complete', config: { accountSid, authToken, sender, apiUrl } };
  }
  const required = { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken };
  return incomplete('SMS', { ...required, 'TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID': sender });
}

/** Adds what is missing to a schema's problems, except for variables that already have one. */
export function requireSettings(settings: ChannelSettings<unknown>, context: z.RefinementCtx): void {
  if (settings.kind === 'complete') return;
  const told = new Set(context.issues.map(({ path }) => path?.[0]));
  for (const { variable, message } of settings.problems) {
    if (!variable.split(' or ').some((name) => told.has(name))) {
      context.addIssue({ code: 'custom', path: [variable], message });
    }
  }
}

function incomplete(channel: string, variables: Readonly<Record<string, unknown>>): ChannelSettings<never> {
  const missing = Object.entries(variables).filter(([, value]) => value === undefined);
  const message = `is required for the ${channel} channel`;
  return { kind: 'incomplete', problems: missing.map(([variable]) => ({ variable, message })) };
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
