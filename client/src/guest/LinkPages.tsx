import type { ReactNode } from 'react';
import { useQuery } from 'urql';
import { textOf } from '../api/document.ts';
import { ContactNote } from '../contact/ContactNote.tsx';
import { graphql } from '../generated/gql.ts';
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

const GuestContact = graphql(`
  query GuestContact {
    installation {
      contact {
        kind
        text
        url
      }
    }
  }
`);

/** The link is right, and there is no appointment for it. */
export function NothingThere() {
  const [{ data }] = useQuery({ query: textOf(GuestContact) });
  return (
    <LinkPage title={text('guest.nothing')}>
      <p>{text('guest.nothingText')}</p>
      <ContactNote contact={data?.installation.contact ?? null} />
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
