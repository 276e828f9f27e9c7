import type { Contact } from '../deliveries/words.ts';
import { rich } from '../language/rich.ts';

/** Whom to ask; nothing where there is nobody to ask. */
export function ContactNote({ contact }: { contact: Contact | null }) {
  if (contact === null) return null;
  return (
    <p className="contact">
      {rich('contact.questions', { contactKind: contact.kind, contact: <a href={contact.url}>{contact.text}</a> })}
    </p>
  );
}
