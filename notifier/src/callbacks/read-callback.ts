import {
  type CallbackReader,
  channelErrorCodes,
  channelErrorKinds,
  type ProviderCallback,
  safeText,
} from '@belltower/channels';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';

const LONGEST_CODE = 64;
const text = z.string().transform((value) => safeText(value));
/** An id is kept whole, however it looks; the ledger shortens it. */
const idOrNull = z.string().nullish().default(null);
const code = z
  .string()
  .transform((value) => value.slice(0, LONGEST_CODE))
  .nullish()
  .default(null);
const known = {
  providerMessageId: idOrNull,
  providerStatus: text,
  providerCode: code,
  to: z.string().nullish().default(null),
  messageId: z.string().optional(),
};
const error = z.object({
  code: z.enum(channelErrorCodes),
  kind: z.enum(channelErrorKinds),
  providerCode: code,
  alarm: z.boolean().optional(),
});

/** What a reader may answer: it may be a third party's, and its words go into the ledger and into the log. */
const callbackSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('forged') }),
  z.object({ kind: z.literal('unreadable'), reason: text }),
  z.object({
    kind: z.literal('report'),
    report: z.discriminatedUnion('status', [
      z.object({ ...known, status: z.literal('sent') }),
      z.object({ ...known, status: z.literal('delivered') }),
      z.object({ ...known, status: z.literal('failed'), error, message: text }),
    ]),
  }),
]);

/**
 * Has a request checked and read by a provider's reader.
 *
 * @throws {Error} when the reader fails, or answers what is no callback
 */
export async function readCallback(
  reader: CallbackReader,
  publicUrl: string | null,
  { url, headers, body }: FastifyRequest,
): Promise<ProviderCallback> {
  const once = Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : undefined]);
  const callback = await reader({
    url: `${publicUrl ?? ''}${url}`,
    headers: Object.fromEntries(once),
    body: typeof body === 'string' ? body : '',
  });
  return callbackSchema.parse(callback) as ProviderCallback;
}
