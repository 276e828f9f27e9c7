import { z } from 'zod';
import { exactTlsCode } from '../tls-faults.ts';
import type { HttpAnswer } from './exchange.ts';

/** In place of the system's code: the server speaks TLS, and we spoke plain text. */
export const TLS_EXPECTED = 'TLS_EXPECTED';

/** What is known of a call that Twilio did not answer with success. */
export interface TwilioFailure {
  /** HTTP status, or null when no answer came. */
  readonly status: number | null;
  /** Twilio's own error code, from its error body or from a message's `error_code`. */
  readonly code: number | null;
  /** The system's code when the connection failed, for example `ECONNRESET`. */
  readonly network: string | null;
  /** The connection stood and the request began to leave: Twilio may have received it. */
  readonly left: boolean;
  /** The answer is a web page, so that it is not Twilio's API that wrote it. */
  readonly page: boolean;
  /** What Twilio or the system said; not yet safe to show. */
  readonly text: string;
  /** From `Retry-After`, in milliseconds. */
  readonly retryAfterMs: number | null;
}

const errorBody = z.object({ code: z.int(), message: z.string().catch('') });
const systemError = z.object({ code: z.string().nullable().catch(null).default(null), message: z.string().catch('') });

const SEEN_OF_PAGE = 1_000;

/** A day: a longer Retry-After is taken for a mistake. */
const LONGEST_WAIT_MS = 24 * 3_600_000;

/** Reads what a failed call left behind: Twilio's answer where one came, else the error of the connection. */
export function readTwilioFailure(error: unknown, left: boolean, answer: HttpAnswer | null): TwilioFailure {
  if (answer !== null && answer.status >= 300) {
    const said = errorBody.safeParse(parseJson(answer.text)).data;
    return {
      status: answer.status,
      code: said?.code ?? null,
      network: null,
      left,
      page: isPage(answer),
      text: said?.message || pageText(answer),
      retryAfterMs: readRetryAfter(answer.headers['retry-after']),
    };
  }
  const known = systemError.safeParse(error).data;
  return {
    status: answer?.status ?? null,
    code: null,
    network: exactTlsCode(known?.code ?? null, known?.message ?? ''),
    left,
    page: answer !== null && isPage(answer),
    text: answer === null ? (known?.message ?? String(error)) : pageText(answer),
    retryAfterMs: null,
  };
}

function isPage({ headers, text }: HttpAnswer): boolean {
  return /^text\/html\b/i.test(String(headers['content-type'] ?? '')) || text.trimStart().startsWith('<');
}

/** What an answer without Twilio's error body says: its status and the beginning of its text, for a person to recognise. */
function pageText({ status, text }: HttpAnswer): string {
  const words = text
    .slice(0, SEEN_OF_PAGE)
    .replaceAll(/<[^>]*>?/g, ' ')
    .trim();
  return words === '' ? `HTTP ${status}` : `HTTP ${status}: ${words}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Seconds or an HTTP date (RFC 9110 §10.2.3). */
function readRetryAfter(header: string | readonly string[] | undefined): number | null {
  if (typeof header !== 'string') return null;
  const ms = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), LONGEST_WAIT_MS);
}
