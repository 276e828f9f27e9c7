import { useEffect } from 'react';
import { useQuery } from 'urql';
import { textOf } from '../api/document.ts';
import { ProblemNotice } from '../api/ProblemNotice.tsx';
import { problemOf } from '../api/problem.ts';
import AppointmentPage from '../appointments/AppointmentPage.tsx';
import { LoadingAppointment } from '../appointments/LoadingAppointment.tsx';
import { graphql } from '../generated/gql.ts';
import { useLanguageStore } from '../language/Speaking.tsx';
import { text } from '../language/text.ts';
import { Heading } from '../routing/Heading.tsx';
import { NothingThere, RefusedLinkPage } from './LinkPages.tsx';

const GuestEntry = graphql(`
  query GuestEntry {
    me {
      role
    }
    installation {
      contact {
        kind
        text
        url
      }
    }
    appointments(first: 1) {
      nodes {
        id
        locale
      }
    }
  }
`);

const GUEST = { role: 'guest', sub: null } as const;

/** The one appointment that this guest sees. A token of another role is no guest's link. */
export function GuestAppointment() {
  const [{ data, error }, query] = useQuery({ query: textOf(GuestEntry) });
  const isMissing = !data;
  useEffect(() => {
    if (!isMissing) return;
    const again = () => query({ requestPolicy: 'network-only' });
    window.addEventListener('online', again);
    return () => window.removeEventListener('online', again);
  }, [isMissing, query]);
  const languages = useLanguageStore();
  const locale = data?.appointments.nodes[0]?.locale ?? null;
  useEffect(() => {
    if (!isMissing) languages.suggest(locale);
  }, [languages, isMissing, locale]);

  if (!data) {
    if (error === undefined) return <LoadingAppointment />;
    return (
      <main className="page">
        <Heading>{text('appointment')}</Heading>
        <ProblemNotice problem={problemOf(error)} retry={() => query({ requestPolicy: 'network-only' })} />
      </main>
    );
  }
  if (data.me.role !== 'GUEST') return <RefusedLinkPage why="damaged" />;
  const { contact } = data.installation;
  const [appointment] = data.appointments.nodes;
  const nothing = <NothingThere contact={contact} />;
  if (appointment === undefined) return nothing;
  return <AppointmentPage id={appointment.id} feedCursor={null} viewer={GUEST} nothing={nothing} />;
}
