/** What an installation sets about its messages: who they come from, how they look, and what holds where an event says nothing. */
import { type Contact, contactSchema, httpsUrlOf, isTimeZone, readContact, visibleText } from '@belltower/events';
import { z } from 'zod';
import { readColour } from './colour.ts';
import { hasTexts, languages } from './language.ts';
import { fromHeader, type Sender, senderOf } from './sender.ts';

/** What people know an organisation by. */
export interface Brand {
  readonly name: string;
  readonly logoUrl: string | null;
  /** `#rrggbb`. */
  readonly colour: string;
  readonly contact: Contact | null;
}

/** What all messages of an installation have in common. */
export interface MessageSettings {
  readonly sender: Sender;
  /** The header From of mails. */
  readonly from: string;
  /** Their header Reply-To; null: answers go to the sender. */
  readonly replyTo: string | null;
  readonly brand: Brand;
  /** Of people whose language is not known, or has no texts. */
  readonly locale: string;
  /** Where appointments are held: of those whose event names no zone, and shown beside another zone. */
  readonly timeZone: string | null;
}

/** Dark green: white text on it has a contrast of 7 to 1. */
const DEFAULT_COLOUR = '#1f6247';
const DEFAULT_LOCALE = 'en';

/** The variables that messages have, for a service's environment schema. */
export const messageVariables = {
  BRAND_NAME: z
    .string()
    .transform(visibleText)
    .pipe(z.string().regex(/^[^\p{Cc}<>]{1,60}$/u, 'a name of at most 60 characters is expected, without < and >'))
    .optional(),
  BRAND_LOGO_URL: z
    .string()
    .refine((text) => httpsUrlOf(text) !== null, 'an https URL is expected: mail programs show no other picture')
    .optional(),
  BRAND_COLOR: z
    .string()
    .refine((text) => readColour(text) !== null, 'a colour is expected, such as #1f6247')
    .default(DEFAULT_COLOUR),
  BRAND_CONTACT: contactSchema.optional(),
  DEFAULT_LOCALE: z
    .string()
    .refine(hasTexts, `a locale is expected whose language is one of ${languages.join(', ')}, such as de-AT`)
    .default(DEFAULT_LOCALE),
  DEFAULT_TIME_ZONE: z.string().refine(isTimeZone, 'an IANA time zone is expected, such as Europe/Vienna').optional(),
} as const;

type Values = z.output<z.ZodObject<typeof messageVariables>>;

/** The values of `messageVariables`, beside the sender. What is absent has its default. */
export type MessageValues = { readonly [Name in keyof Values]?: Values[Name] | undefined } & {
  readonly MAIL_FROM?: string | undefined;
  readonly MAIL_REPLY_TO?: string | undefined;
};

/** Makes the settings of the variables. */
export function messageSettingsOf(values: MessageValues): MessageSettings {
  const sender = senderOf(values.MAIL_FROM);
  return {
    sender,
    from: fromHeader(values.MAIL_FROM ?? `${sender.name} <${sender.address}>`, values.BRAND_NAME),
    replyTo: values.MAIL_REPLY_TO ?? null,
    brand: {
      name: values.BRAND_NAME ?? sender.name,
      logoUrl: values.BRAND_LOGO_URL === undefined ? null : httpsUrlOf(values.BRAND_LOGO_URL),
      colour: readColour(values.BRAND_COLOR ?? DEFAULT_COLOUR) ?? DEFAULT_COLOUR,
      contact: values.BRAND_CONTACT === undefined ? null : readContact(values.BRAND_CONTACT),
    },
    locale: values.DEFAULT_LOCALE ?? DEFAULT_LOCALE,
    timeZone: values.DEFAULT_TIME_ZONE ?? null,
  };
}
