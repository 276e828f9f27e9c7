import type { ReactNode } from 'react';
import '../design/staff.css';
import { DeskFeedContext, useDeskWatch } from '../desk/use-desk-feed.ts';
import { type PageLink, PageLinks } from '../frame/PageLinks.tsx';
import { SkipLink } from '../frame/SkipLink.tsx';
import { LinkStatus } from '../link/LinkStatus.tsx';
import { NeedsContext } from '../routing/Heading.tsx';
import type { Route } from '../routing/route.ts';
import { PageIcon } from './PageIcon.tsx';
import { Toasts } from './Toasts.tsx';
import { useFailureNews } from './use-failure-news.ts';
import { MutationsContext } from './use-fresh.ts';
import { SummaryContext, useSummary } from './use-summary.ts';

const PAGES: readonly PageLink[] = [
  { page: 'home', name: 'Home' },
  { page: 'deliveries', name: 'Deliveries' },
  { page: 'appointments', name: 'Appointments' },
  { page: 'book', name: 'Book' },
  { page: 'statistics', name: 'Statistics' },
];

interface Props {
  readonly current: Route['page'];
  readonly account: ReactNode;
  readonly children: ReactNode;
}

/**
 * What is around every page of staff: the navigation with the number of open failures, toasts for new ones, whether the page
 * is live, and who is signed in. All of it, and the pages, share one watch.
 */
export default function StaffFrame({
  onMutation,
  ...props
}: Props & { readonly onMutation: (listener: () => void) => () => void }) {
  return (
    <MutationsContext value={onMutation}>
      <Frame {...props} />
    </MutationsContext>
  );
}

function Frame({ current, account, children }: Props) {
  const watched = useDeskWatch();
  const summary = useSummary(watched);
  const failures = useFailureNews(watched);
  const open = summary.data?.deskSummary.openFailures ?? 0;
  return (
    <DeskFeedContext value={watched}>
      <SummaryContext value={summary}>
        <NeedsContext value={open}>
          <div className="shell">
            <SkipLink />
            <header className="side">
              <p className="brand">Belltower</p>
              <PageLinks
                pages={PAGES}
                current={current === 'appointment' ? 'appointments' : current}
                before={(page) => <PageIcon page={page} />}
                after={(page) => page === 'home' && <OpenCount count={open} />}
              />
              <a className="secondary" href="/playground">
                Playground
              </a>
              <LinkStatus />
              {account}
            </header>
            <div id="content">{children}</div>
          </div>
          <Toasts shown={failures} />
        </NeedsContext>
      </SummaryContext>
    </DeskFeedContext>
  );
}

/** More would not fit. */
const MOST_COUNTED = 999;

function OpenCount({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <span className="count">
      {count > MOST_COUNTED ? `${MOST_COUNTED}+` : count}
      <span className="visually-hidden">{count === 1 ? ' open failure' : ' open failures'}</span>
    </span>
  );
}
