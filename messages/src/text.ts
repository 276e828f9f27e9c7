import { plainContact } from './contact.ts';
import { lineOf } from './details.ts';
import type { MailContent } from './mail-content.ts';

/** A mail as plain text, for who reads it so: with all that the HTML has, its links written out. */
export function renderText(
  { heading, greeting, details, button, note, contact, reason }: MailContent,
  from: string,
): string {
  const lines = details.flatMap((detail) => [
    lineOf(detail),
    ...(detail.link === undefined ? [] : [`${detail.link.text}: ${detail.link.href}`]),
    ...(detail.before === undefined ? [] : [lineOf(detail.before)]),
  ]);
  const parts = [
    greeting,
    heading,
    lines.join('\n'),
    button && `${button.text}: ${button.href}`,
    note,
    contact && plainContact(contact),
    `${from}\n${reason}`,
  ];
  return `${parts.filter((part) => part !== null).join('\n\n')}\n`;
}
