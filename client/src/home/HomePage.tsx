import { ProblemNotice } from '../api/ProblemNotice.tsx';
import { problemFor } from '../api/problem.ts';
import { ProblemsBanner } from '../desk/ProblemsBanner.tsx';
import { useDeskFeed } from '../desk/use-desk-feed.ts';
import { StaleNotice } from '../link/StaleNotice.tsx';
import { Heading } from '../routing/Heading.tsx';
import { hrefOf } from '../routing/route.ts';
import './home.css';
import { Counts } from './Counts.tsx';
import { FailureCard } from './FailureCard.tsx';
import { NotificationSwitch } from './NotificationSwitch.tsx';
import { byUrgency } from './urgency.ts';
import { MOST_SHOWN, useHome, useNow } from './use-home.ts';

/** Where staff land: what needs them, the most urgent first, and how the day goes. */
export default function HomePage() {
  const { start, failure } = useDeskFeed();
  const home = useHome();
  return (
    <main className="page wide home">
      <div className="page-head">
        <Heading title="Home">Needs you</Heading>
        <NotificationSwitch />
      </div>
      <StaleNotice />
      {start.kind === 'refused' && <ProblemNotice problem={start.problem} retry={start.retry} />}
      {failure !== null && <ProblemNotice problem={problemFor(failure.code)} />}
      {home.problem !== null && <ProblemNotice problem={home.problem} retry={home.refresh} />}
      <Counts />
      <div className="home-parts">
        <section aria-labelledby="open-failures">
          <h2 id="open-failures">Open failures</h2>
          <Failures home={home} />
        </section>
        <section aria-labelledby="waiting-and-why">
          <h2 id="waiting-and-why">Waiting, and why</h2>
          <Waiting home={home} />
        </section>
      </div>
    </main>
  );
}

type Home = ReturnType<typeof useHome>;

function Failures({ home: { data, problem } }: { home: Home }) {
  const now = useNow();
  if (data === null) return problem === null && <Skeletons />;
  const failures = byUrgency([...data.upcoming.nodes, ...data.past.nodes, ...data.newest.nodes], now);
  if (failures.length === 0) {
    return (
      <div className="empty">
        <strong>No open failures</strong>
        <p>Every message went out, or staff have seen to it. A new failure appears here by itself.</p>
      </div>
    );
  }
  return (
    <>
      <ol className="failures">
        {failures.slice(0, MOST_SHOWN).map((one) => (
          <FailureCard key={one.id} failure={one} now={now} />
        ))}
      </ol>
      {failures.length >= MOST_SHOWN && (
        <a className="plain" href={hrefOf({ page: 'deliveries', search: 'open=1&sort=time' })}>
          Show all open failures
        </a>
      )}
    </>
  );
}

function Waiting({ home: { data, at, problem } }: { home: Home }) {
  if (data === null || at === null) return problem === null && <Skeletons />;
  return (
    <>
      <ProblemsBanner known={{ problems: data.problems, at, isStale: problem !== null }} />
      {data.problems.length === 0 && (
        <div className="empty">
          <strong>Nothing waits</strong>
          <p>Every message is picked up, and no provider keeps any.</p>
        </div>
      )}
    </>
  );
}

function Skeletons() {
  return (
    <div className="skeleton stack" aria-hidden="true">
      <div className="skeleton-block" />
      <div className="skeleton-block" />
    </div>
  );
}
