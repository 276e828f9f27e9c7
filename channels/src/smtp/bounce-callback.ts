/**
 * Promise: a report of a mail is read only if it was signed with our secret; any other request learns and changes nothing.
 *
 * The form is ours, as SMTP has none: small enough for a mail server's hook, or the few lines that translate a service's webhook.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { CallbackReader, ProviderCallback, ProviderReport } from '../provider.ts';
import { failureText, safeText } from '../safe-text.ts';
import { classifyBounce } from './bounce.ts';

/** The header with the signature: `sha256=` and the HMAC-SHA256 of the body, as it is sent, by the secret, in hexadecimal digits. */
export const SIGNATURE_HEADER = 'x-signature-256';

const statuses: Readonly<Record<string, ProviderReport['status']>> = {
  sent: 'sent',
  delivered: 'delivered',
  bounced: 'failed',
};

const textOrNull = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .transform((value) => value ?? null);
const bodySchema = z.object({
  message_id: z.string().min(1).max(1_000),
  status: z.string(),
  /** RFC 3463 (`5.1.1`), or the server's reply code. */
  code: textOrNull,
  text: textOrNull,
  /** Who it was sent to. */
  recipient: textOrNull,
});

/** Makes the reader of reports that are signed with one of these secrets. */
export function bounceReader(secrets: readonly string[]): CallbackReader {
  return ({ headers, body }) => {
    const signature = headers[SIGNATURE_HEADER] ?? '';
    if (!secrets.some((secret) => isSigned(body, signature, secret))) return { kind: 'forged' };
    return readBounce(body);
  };
}

function isSigned(body: string, signature: string, secret: string): boolean {
  const given = Buffer.from(signature.trim().replace(/^sha256=/i, ''), 'hex');
  const expected = createHmac('sha256', secret).update(body).digest();
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function readBounce(body: string): ProviderCallback {
  const parsed = bodySchema.safeParse(jsonOrNull(body));
  if (!parsed.success) {
    const [{ path = [], message = '' } = {}] = parsed.error.issues;
    const reason = `expected a JSON object with message_id and status; ${path.join('.') || 'the body'}: ${message}`;
    return { kind: 'unreadable', reason: safeText(reason) };
  }
  const { message_id, status: word, code, text, recipient: to } = parsed.data;
  const status = Object.hasOwn(statuses, word) ? statuses[word] : undefined;
  if (status === undefined) {
    return {
      kind: 'unreadable',
      reason: `expected status sent, delivered or bounced, got ${JSON.stringify(safeText(word))}`,
    };
  }
  const messageId = message_id.trim().replace(/^<(.*)>$/, '$1');
  const known = { providerMessageId: null, providerStatus: word, messageId, to };
  if (status !== 'failed')
    return {
      kind: 'report',
      report: { ...known, status, providerCode: code === null ? null : safeText(code).slice(0, 64) },
    };
  const { meaning, details } = classifyBounce(code ?? text);
  const message = failureText(`The mail came back: ${meaning}`, details.providerCode, text ?? '');
  return { kind: 'report', report: { ...known, status, providerCode: details.providerCode, error: details, message } };
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
