/**
 * What a third party's provider hands over, checked by one rule.
 *
 * Promise: what went through here is of the closed lists, its numbers are waits that can be kept, and its texts are short and can be
 * stored and shown; anything else is answered with null or thrown, whatever was given.
 */
import { z } from 'zod';
import type { Receipt } from './channel.ts';
import { ChannelError, type ChannelErrorDetails, channelErrorCodes, channelErrorKinds } from './errors.ts';
import type { ProviderCallback } from './provider.ts';
import { safeText } from './safe-text.ts';

const LONGEST_ID = 1_000;
const LONGEST_CODE = 64;
const LONGEST_ADDRESS = 320;
const MOST_WAITS = 100;
/** No message waits longer: its appointment is over, or it is given up. */
const LONGEST_WAIT_MS = 30 * 86_400_000;

const storable = (text: string, most: number) => text.slice(0, most).replaceAll('\0', '\ufffd').toWellFormed();
/** For people and logs. */
const words = z.string().transform((text) => safeText(text));
const code = z
  .string()
  .transform((text) => storable(text, LONGEST_CODE))
  .nullish()
  .default(null);
/** Kept as it looks, an address in it too: by it the provider knows the message. */
const id = z
  .string()
  .transform((text) => storable(text, LONGEST_ID))
  .nullish()
  .default(null);
/** What is no address is not known. */
const address = z
  .string()
  .transform((text) => (text.length > LONGEST_ADDRESS || storable(text, LONGEST_ADDRESS) !== text ? null : text))
  .nullish()
  .default(null);
const wait = z
  .number()
  .min(0)
  .transform((ms) => Math.min(ms, LONGEST_WAIT_MS));

const receiptSchema = z.object({ providerMessageId: id, acceptedAt: z.date() });

const failureSchema = z.object({
  code: z.enum(channelErrorCodes),
  kind: z.enum(channelErrorKinds),
  providerCode: code.catch(null),
  retryAfterMs: wait.optional().catch(undefined),
  scheduleMs: z.array(wait).max(MOST_WAITS).optional().catch(undefined),
  slowDown: z.boolean().optional().catch(undefined),
  alarm: z.boolean().optional().catch(undefined),
});

const known = { providerMessageId: id, providerStatus: words, providerCode: code, to: address };
const ofMessage = { messageId: z.string().max(LONGEST_ID).optional() };
const callbackSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('forged') }),
  z.object({ kind: z.literal('unreadable'), reason: words }),
  z.object({
    kind: z.literal('report'),
    report: z.discriminatedUnion('status', [
      z.object({ ...known, ...ofMessage, status: z.literal('sent') }),
      z.object({ ...known, ...ofMessage, status: z.literal('delivered') }),
      z.object({ ...known, ...ofMessage, status: z.literal('failed'), error: failureSchema, message: words }),
    ]),
  }),
]);

/** A send's or a look-up's receipt under the name of its account; null where what it ended with is none. */
export function readReceipt(value: unknown, provider: string): Receipt | null {
  const receipt = attempt(() => receiptSchema.safeParse(value).data);
  return receipt ? { ...receipt, provider } : null;
}

/** What a send or a look-up threw, where that is a `ChannelError`; null where it is anything else. */
export function readFailure(thrown: unknown): ChannelError | null {
  return attempt(() => {
    if (!(thrown instanceof ChannelError)) return null;
    const details = withoutAbsent(failureSchema.parse(thrown.details));
    const message = typeof thrown.message === 'string' ? safeText(thrown.message) : '';
    // a send in doubt is settled with its own account, whatever else is wrong with that
    const outage = details.kind !== 'maybe-sent' && thrown.outage;
    const given = typeof thrown.outage === 'boolean' ? { outage } : {};
    return new ChannelError(message, details, { cause: thrown, ...given });
  });
}

/** What a reader made of a callback. @throws {Error} where it is none */
export function readCallback(value: unknown): ProviderCallback {
  return callbackSchema.parse(value) as ProviderCallback;
}

/** Reading a property may throw too. */
function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

function withoutAbsent(details: z.output<typeof failureSchema>): ChannelErrorDetails {
  return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined)) as never;
}
