import { hash } from 'node:crypto';
import type { RenderedEmail, RenderedSms } from './message.ts';
import type { MessageSettings } from './settings.ts';

/** Hexadecimal digits: 128 bits are enough for no two messages to share one. */
const LENGTH = 32;

/** What a mail says, to whom and as whose, as a short hash: the same whenever the same is rendered, for it has no id of the mail and no date of its sending. */
export function mailHashOf(
  { to, subject, text, html, calendar }: Pick<RenderedEmail, 'to' | 'subject' | 'text' | 'html' | 'calendar'>,
  { from, replyTo }: Pick<MessageSettings, 'from' | 'replyTo'>,
): string {
  return hashOf([from, replyTo, to, subject, text, html, calendar?.content ?? null]);
}

/** The same of an SMS. Its sender is the provider's business. */
export function smsHashOf({ to, body }: Pick<RenderedSms, 'to' | 'body'>): string {
  return hashOf([to, body]);
}

function hashOf(parts: readonly (string | null)[]): string {
  return hash('sha256', JSON.stringify(parts)).slice(0, LENGTH);
}
