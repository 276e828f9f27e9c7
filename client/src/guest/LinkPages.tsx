import type { ReactNode } from 'react';
import { ContactNote } from '../contact/ContactNote.tsx';
import type { Contact } from '../deliveries/words.ts';
import { text } from '../language/text.ts';
import { Heading } from '../routing/Heading.tsx';
import type { RefusedLink } from './guest-token.ts';

/** The page was opened without a link. */
export function NoLink() {
  return (
    <LinkPage title={text('guest.noLink')}>
      <p>{text('guest.noLinkText')}</p>
    </LinkPage>
  );
}

/** The server refuses the link. */
export function RefusedLinkPage({ why }: { why: RefusedLink }) {
  if (why === 'ended') {
    return (
      <LinkPage title={text('guest.ended')}>
        <p>{text('guest.endedText')}</p>
      </LinkPage>
    );
  }
  return (
    <LinkPage title={text('guest.damaged')}>
      <p>{text('guest.damagedText')}</p>
    </LinkPage>
  );
}

/** The link is right, and there is no appointment for it. */
export function NothingThere({ contact }: { contact: Contact | null }) {
  return (
    <LinkPage title={text('guest.nothing')}>
      <p>{text('guest.nothingText')}</p>
      <ContactNote contact={contact} />
    </LinkPage>
  );
}

function LinkPage({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="page narrow">
      <Heading>{title}</Heading>
      <div className="card stack">{children}</div>
    </main>
  );
}
