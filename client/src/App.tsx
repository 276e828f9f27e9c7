import { type ReactNode, Suspense, useEffect, useMemo, useState } from 'react';
import { Provider } from 'urql';
import { Announcing } from './announcing/Announcing.tsx';
import { createApi } from './api/api.ts';
import { LiveContext } from './api/use-live.ts';
import { discardDraft } from './book/draft-storage.ts';
import { CHANGE_KEY, ChangeKeysContext } from './changes/change-keys.ts';
import { PageBoundary } from './errors/PageBoundary.tsx';
import { AccountMenu } from './frame/AccountMenu.tsx';
import { BRAND } from './frame/brand.ts';
import { PageLinks } from './frame/PageLinks.tsx';
import { SkipLink } from './frame/SkipLink.tsx';
import { LanguageChoice } from './language/LanguageChoice.tsx';
import { Limited } from './language/Limited.tsx';
import { rich } from './language/rich.ts';
import { text } from './language/text.ts';
import { LinkStatus } from './link/LinkStatus.tsx';
import { lazyPage, preloadWhenIdle } from './loading/lazy-page.ts';
import { PageSkeleton } from './loading/PageSkeleton.tsx';
import { Heading } from './routing/Heading.tsx';
import { hrefOf, parseRoute, type Route } from './routing/route.ts';
import { useRoute } from './routing/use-route.ts';
import { sessionOptions } from './session/browser.ts';
import type { Claims } from './session/claims.ts';
import { createSessionStore } from './session/session.ts';
import { keepTabToOne } from './session/tab-owner.ts';
import { SessionContext, useSession, useSessionStore } from './session/use-session.ts';
import type { KeptTexts } from './storage/safe-storage.ts';
import { createSentKeys } from './storage/sent-keys.ts';

const signIn = lazyPage(() => import('./session/SignIn.tsx'));
const bookPage = lazyPage(() => import('./book/BookPage.tsx'));
const appointmentList = lazyPage(() => import('./appointments/AppointmentList.tsx'));
const appointmentPage = lazyPage(() => import('./appointments/AppointmentPage.tsx'));
// Only the desk loads the desk: it grows, and customers need none of it.
const staffFrame = lazyPage(() => import('./staff/StaffFrame.tsx'));
const homePage = lazyPage(() => import('./home/HomePage.tsx'));
const deliveryDesk = lazyPage(() => import('./desk/DeliveryDesk.tsx'));
const bookForPage = lazyPage(() => import('./book-for/BookForPage.tsx'));
const statisticsPage = lazyPage(() => import('./statistics/StatisticsPage.tsx'));

/** What each person opens next. */
const OPENED_NEXT = [bookPage, appointmentList, appointmentPage];

/** Loads at once what the address asks for, where it is the same for everybody. */
export function preloadPage(hash: string): void {
  const { page } = parseRoute(hash);
  if (page === 'appointment') appointmentPage.preload();
  if (page === 'appointments') appointmentList.preload();
}

/** The customer page and the desk, for the signed-in person. `storage` keeps what was typed; `answer` is what the browser came back from signing in with. */
export default function App({ storage, answer }: { storage: KeptTexts; answer: string | null }) {
  const [store] = useState(() => createSessionStore(sessionOptions(answer)));
  useEffect(() => keepTabToOne(store, storage, () => forgetTyped(storage)), [store, storage]);
  return (
    <SessionContext value={store}>
      <Session storage={storage} />
    </SessionContext>
  );
}

function Session({ storage }: { storage: KeptTexts }) {
  const session = useSession();
  if (session.kind !== 'signed-in') {
    return (
      <>
        <header className="bar">
          <p className="brand">{BRAND}</p>
          <LanguageChoice />
        </header>
        <Suspense fallback={<PageSkeleton isNarrow />}>
          <signIn.Page />
        </Suspense>
      </>
    );
  }
  const { sub, role } = session.claims;
  return (
    <Limited to={role === 'staff' ? 'en' : null} waiting={<PageSkeleton />}>
      <SignedIn key={`${role} ${sub}`} claims={session.claims} storage={storage} />
    </Limited>
  );
}

/** What a person has typed in this tab: the next one must not find it. */
function forgetTyped(storage: KeptTexts) {
  discardDraft(storage);
  createSentKeys(storage, CHANGE_KEY).forget();
}

function SignedIn({ claims: { sub, role, name = sub }, storage }: { claims: Claims; storage: KeptTexts }) {
  const session = useSessionStore();
  const api = useMemo(() => createApi(session), [session]);
  const changeKeys = useMemo(() => createSentKeys(storage, CHANGE_KEY), [storage]);
  const route = useRoute(role === 'staff' ? 'home' : 'book');
  const [feedCursors, setFeedCursors] = useState<ReadonlyMap<string, string>>(new Map());

  useEffect(() => preloadWhenIdle([...OPENED_NEXT, { preload: session.prepare }]), [session]);

  function showBooked(id: string, feedCursor: string) {
    setFeedCursors(new Map(feedCursors).set(id, feedCursor));
    window.location.hash = hrefOf({ page: 'appointment', id });
  }

  function pageOf(shown: Route): ReactNode {
    switch (shown.page) {
      case 'home':
        return <homePage.Page />;
      case 'book':
        if (role === 'staff') return <bookForPage.Page storage={storage} />;
        return <bookPage.Page storage={storage} onBooked={showBooked} />;
      case 'appointments':
        return <appointmentList.Page isStaff={role === 'staff'} />;
      case 'appointment':
        return (
          <appointmentPage.Page
            key={shown.id}
            id={shown.id}
            feedCursor={feedCursors.get(shown.id) ?? null}
            viewer={{ role, sub }}
          />
        );
      case 'deliveries':
        return <deliveryDesk.Page search={shown.search} delivery={shown.delivery} viewer={{ role, sub }} />;
      case 'statistics':
        return <statisticsPage.Page search={shown.search} />;
      case 'unknown':
        return <Unknown />;
    }
  }

  const account = <AccountMenu name={name} role={role} signOut={session.signOut} />;
  const page = (
    <PageBoundary
      place={window.location.hash}
      discard={route.page === 'book' ? () => discardDraft(storage) : undefined}
    >
      <ChangeKeysContext value={changeKeys}>
        <Suspense fallback={<PageSkeleton />}>{pageOf(route)}</Suspense>
      </ChangeKeysContext>
    </PageBoundary>
  );
  return (
    <Provider value={api.calls}>
      <LiveContext value={api.live}>
        <Announcing>
          {role === 'staff' ? (
            <Suspense>
              <staffFrame.Page current={route.page} account={account} onMutation={api.onMutation}>
                {page}
              </staffFrame.Page>
            </Suspense>
          ) : (
            <>
              <SkipLink />
              <header className="bar">
                <p className="brand">{BRAND}</p>
                <PageLinks pages={customerPages()} current={route.page} />
                <LinkStatus />
                <LanguageChoice />
                {account}
              </header>
              <div id="content">{page}</div>
            </>
          )}
        </Announcing>
      </LiveContext>
    </Provider>
  );
}

const customerPages = () =>
  [
    { page: 'book', name: text('nav.book') },
    { page: 'appointments', name: text('nav.appointments') },
  ] as const;

function Unknown() {
  return (
    <main className="page">
      <Heading>{text('unknown.heading')}</Heading>
      <p>{rich('unknown.text', { book: <a href={hrefOf({ page: 'book' })}>{text('bookAppointment')}</a> })}</p>
    </main>
  );
}
