/**
 * Looks at a mail server after a failure that does not say by itself whether it will pass: a server that never greets is
 * slow, or waits for TLS from the first byte; one that refuses STARTTLS for now may have none at all. It looks at most
 * once a minute, and sends no mail, no address and no secret.
 */
import { atMostOften, speaksTls } from '../tls-faults.ts';
import { offersExtension } from './extensions.ts';
import type { SmtpFailure } from './failure.ts';

/** Gives a failure the exact code that a look at the server found, or leaves it as it is. Never rejects. */
export type Diagnose = (failure: SmtpFailure) => Promise<SmtpFailure>;

/** What a look at the server can find. */
export const IMPLICIT_TLS = 'IMPLICIT_TLS';
export const NO_STARTTLS = 'NO_STARTTLS';
export const NO_SMTP = 'NO_SMTP';

/** Prepares the looks at the server of a connection URL; each ends by `timeoutMs`. */
export function createDiagnose(url: string, timeoutMs: number): Diagnose {
  const { protocol, hostname, port } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const isPlain = protocol === 'smtp:';
  const beginsWithTls = atMostOften(() => speaksTls(host, Number(port || 587), timeoutMs));
  const offers = atMostOften(() => offersExtension(url, 'STARTTLS', timeoutMs));

  return async (failure) => {
    if (greetedOtherwise(failure)) return { ...failure, code: NO_SMTP };
    if (!isPlain) return failure;
    if (neverGreeted(failure) && (await beginsWithTls())) return { ...failure, code: IMPLICIT_TLS };
    if (failure.command === 'STARTTLS' && failure.reply !== null && !(await offers())) {
      return { ...failure, code: NO_STARTTLS };
    }
    return failure;
  };
}

/** A greeting without a reply code: IMAP's `* OK`, POP's `+OK`. */
function greetedOtherwise({ code, reply, command, bodySent }: SmtpFailure): boolean {
  return code === 'EPROTOCOL' && reply === null && command === 'CONN' && !bodySent;
}

/** nodemailer says only in words how far it came. */
function neverGreeted({ reply, command, text }: SmtpFailure): boolean {
  return reply === null && command === 'CONN' && /^(Greeting never received|Connection closed)/.test(text);
}
