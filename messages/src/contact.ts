import type { Language } from './language.ts';
import type { Link } from './mail-content.ts';
import type { Brand } from './settings.ts';

/** A sentence about whom to ask, with what opens it. */
export interface ContactSentence {
  readonly before: string;
  readonly link: Link;
  readonly after: string;
}

const QUESTIONS = { email: 'writeTo', phone: 'call', page: 'visit' } as const;
/** Stands for the contact in its sentence; no text of ours has it. */
const MARK = '\u{fffc}';

/** The sentence; null where no contact is set. */
export function contactOf({ contact }: Brand, { text }: Language): ContactSentence | null {
  if (contact === null) return null;
  const [before = '', after = ''] = text(QUESTIONS[contact.kind], { contact: MARK }).split(MARK);
  return { before, link: { text: contact.text, href: contact.url }, after };
}

/** The sentence as plain text; empty where there is none. */
export function plainContact(sentence: ContactSentence | null): string {
  return sentence === null ? '' : `${sentence.before}${sentence.link.text}${sentence.after}`;
}
