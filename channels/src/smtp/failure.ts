import { z } from 'zod';
import { exactTlsCode } from '../tls-faults.ts';

/** What is known of a mail that was not accepted, read once from nodemailer's error. */
export interface SmtpFailure {
  /** Node's or nodemailer's code, the more exact of the two: `ECONNREFUSED`, `EAUTH`. */
  readonly code: string | null;
  /** The server's reply code, or null when it did not answer. */
  readonly reply: number | null;
  /** RFC 3463, for example `5.1.1`. */
  readonly enhanced: string | null;
  /** The command that was answered, for example `RCPT TO`; `CONN` means no command in particular. */
  readonly command: string | null;
  /** What the server said, else what the library said; not yet safe to show. */
  readonly text: string;
  /** The whole message left us: the server may have accepted it, unless it said no. */
  readonly bodySent: boolean;
}

const text = z.string().nullable().catch(null).default(null);

const shape = z.object({
  code: text,
  originalCode: text,
  command: text,
  message: text,
  response: text,
  responseCode: z.int().nullable().catch(null).default(null),
});

/**
 * Reads nodemailer's error; anything else thrown is a failure without codes.
 *
 * @param bodySent whether the whole message left: nodemailer's error does not say; it reports a timeout in DATA
 *   with the command `CONN`
 */
export function readSmtpFailure(error: unknown, bodySent: boolean): SmtpFailure {
  const { success, data } = shape.safeParse(error);
  if (!success) return { code: null, reply: null, enhanced: null, command: null, text: String(error), bodySent };
  const said = data.response ?? '';
  return {
    code: exactTlsCode(data.originalCode ?? data.code, data.message ?? ''),
    reply: data.responseCode,
    enhanced: /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(said)?.[1] ?? null,
    command: data.command,
    text: said || (data.message ?? ''),
    bodySent,
  };
}
