import type { Contact } from '../deliveries/words.ts';
import { text } from '../language/text.ts';

/** Leads to whom people ask: calls, writes or opens their page. Nothing where there is nobody to ask. */
export function ContactLink({ contact }: { contact: Contact | null }) {
  if (contact === null) return null;
  return (
    <a className="plain" href={contact.url}>
      {text('contact.us', { contactKind: contact.kind })}
    </a>
  );
}
