import { lazy, Suspense, useMemo, useState } from 'react';
import { Provider } from 'urql';
import { Announcing } from './announcing/Announcing.tsx';
import { createApi } from './api/api.ts';
import { LiveContext } from './api/use-live.ts';
import { AppointmentList } from './appointments/AppointmentList.tsx';
import { AppointmentPage } from './appointments/AppointmentPage.tsx';
import { BookAppointment } from './book/BookAppointment.tsx';
import { createDrafts } from './book/drafts.ts';
import { LinkStatus } from './link/LinkStatus.tsx';
import { Heading } from './routing/Heading.tsx';
import { hrefOf, type Route } from './routing/route.ts';
import { useRoute } from './routing/use-route.ts';
import type { Claims } from './session/claims.ts';
import { SignIn } from './session/SignIn.tsx';
import { useSession, useSessionStore } from './session/use-session.ts';

// Only the desk loads the desk: it grows, and customers need none of it.
const DeliveryDesk = lazy(() => import('./desk/DeliveryDesk.tsx'));
const StatisticsPage = lazy(() => import('./statistics/StatisticsPage.tsx'));

/** The customer page and the desk, for the signed-in person. */
export function App() {
  const session = useSession();
  if (session.kind === 'signed-out') {
    return (
      <>
        <header className="bar">
          <p className="brand">Belltower</p>
        </header>
        <SignIn ended={session.ended} />
      </>
    );
  }
  const { sub, role } = session.claims;
  return <SignedIn key={`${role} ${sub}`} claims={session.claims} />;
}

function SignedIn({ claims: { sub, role } }: { claims: Claims }) {
  const session = useSessionStore();
  const api = useMemo(() => createApi(session), [session]);
  const drafts = useMemo(() => createDrafts(window.sessionStorage), []);
  const route = useRoute();
  const [feedCursors, setFeedCursors] = useState<ReadonlyMap<string, string>>(new Map());

  function showBooked(id: string, feedCursor: string) {
    setFeedCursors(new Map(feedCursors).set(id, feedCursor));
    window.location.hash = hrefOf({ page: 'appointment', id });
  }

  function signOut() {
    drafts.clear(); // the next person at this tab is another
    session.signOut();
  }

  return (
    <Provider value={api.calls}>
      <LiveContext value={api.live}>
        <Announcing>
          <header className="bar">
            <p className="brand">Belltower</p>
            <Navigation role={role} current={route.page} />
            <LinkStatus />
            <p className="who">
              {sub}{' '}
              <button type="button" className="plain" onClick={signOut}>
                Sign out
              </button>
            </p>
          </header>
          {route.page === 'book' && <BookAppointment drafts={drafts} onBooked={showBooked} />}
          {route.page === 'appointments' && <AppointmentList />}
          {route.page === 'appointment' && (
            <AppointmentPage key={route.id} id={route.id} feedCursor={feedCursors.get(route.id) ?? null} />
          )}
          {route.page === 'deliveries' && (
            <Suspense>
              <DeliveryDesk search={route.search} delivery={route.delivery} />
            </Suspense>
          )}
          {route.page === 'statistics' && (
            <Suspense>
              <StatisticsPage search={route.search} />
            </Suspense>
          )}
          {route.page === 'unknown' && <Unknown />}
        </Announcing>
      </LiveContext>
    </Provider>
  );
}

const STAFF_PAGES = [
  { page: 'deliveries', name: 'Deliveries' },
  { page: 'statistics', name: 'Statistics' },
] as const;

function Navigation({ role, current }: { role: Claims['role']; current: Route['page'] }) {
  const pages = [
    { page: 'book', name: 'Book' },
    { page: 'appointments', name: 'Appointments' },
    ...(role === 'staff' ? STAFF_PAGES : []),
  ] as const;
  return (
    <nav aria-label="Pages">
      {pages.map(({ page, name }) => (
        <a key={page} href={hrefOf({ page })} aria-current={page === current ? 'page' : undefined}>
          {name}
        </a>
      ))}
      <a href="/playground">Playground</a>
    </nav>
  );
}

function Unknown() {
  return (
    <main className="page">
      <Heading>Nothing here</Heading>
      <p>
        This address leads nowhere. <a href={hrefOf({ page: 'book' })}>Book an appointment</a>, or choose a page above.
      </p>
    </main>
  );
}
