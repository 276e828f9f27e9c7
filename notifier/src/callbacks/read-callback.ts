import { type CallbackReader, type ProviderCallback, readCallback } from '@belltower/channels';
import type { FastifyRequest } from 'fastify';

/**
 * Has a request checked and read by a provider's reader.
 *
 * @throws when the reader fails, with whatever it threw, or answers what is no callback
 */
export async function callbackOf(
  reader: CallbackReader,
  publicUrl: string | null,
  { url, headers, body }: FastifyRequest,
): Promise<ProviderCallback> {
  const once = Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : undefined]);
  const answer: unknown = await reader({
    url: `${publicUrl ?? ''}${url}`,
    headers: Object.fromEntries(once),
    body: typeof body === 'string' ? body : '',
  });
  return readCallback(answer);
}
