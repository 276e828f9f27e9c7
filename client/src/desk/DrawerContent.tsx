import { type RefObject, useState } from 'react';
import { ProblemNotice } from '../api/ProblemNotice.tsx';
import { problemFor } from '../api/problem.ts';
import { AppointmentHistory } from '../appointments/AppointmentHistory.tsx';
import { ChangeActions } from '../changes/ChangeActions.tsx';
import type { Viewer } from '../session/viewer.ts';
import { DeliveryHistory } from './DeliveryHistory.tsx';
import { DeliverySummary } from './DeliverySummary.tsx';
import type { DeskDetail } from './documents.ts';
import { FailureActions } from './FailureActions.tsx';
import { LeftOut } from './LeftOut.tsx';
import { type Outcome, OutcomeNotice } from './OutcomeNotice.tsx';
import { titleOf } from './subject.tsx';
import type { WatchedDesk } from './use-desk-feed.ts';
import { useDetail } from './use-detail.ts';
import { WhatWasSent } from './WhatWasSent.tsx';

/** What the drawer shows of one delivery. `title` is its heading, which takes the focus when what had it goes. */
export function DrawerContent({
  id,
  viewer,
  watched,
  title,
  search,
  changed,
}: {
  id: string;
  viewer: Viewer;
  watched: WatchedDesk;
  title: RefObject<HTMLHeadingElement | null>;
  search: string;
  changed: () => void;
}) {
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const { delivery, problem, refresh } = useDetail(id, watched);
  const [dealtWith, setDealtWith] = useState<DeskDetail | null>(null);

  function report(next: Outcome) {
    setOutcome(next);
    if (next.kind === 'done') setDealtWith(delivery ?? null);
    if (next.kind !== 'in-doubt') title.current?.focus(); // the form with the focus may go
    refresh();
    changed();
  }

  return (
    <>
      <h2 id="drawer-title" ref={title} tabIndex={-1}>
        {delivery ? titleOf(delivery) : 'Delivery'}
      </h2>
      {problem !== null && <ProblemNotice problem={problem} retry={refresh} />}
      {delivery === undefined && problem === null && <p className="quiet">Loading…</p>}
      {delivery === null && <ProblemNotice problem={problemFor('NOT_FOUND')} />}
      <OutcomeNotice outcome={outcome} />
      {delivery && (
        <Delivered {...{ delivery, viewer, search, refresh, report }} isDealtWith={delivery === dealtWith} />
      )}
    </>
  );
}

function Delivered({
  delivery,
  viewer,
  search,
  refresh,
  report,
  isDealtWith,
}: {
  delivery: DeskDetail;
  viewer: Viewer;
  search: string;
  refresh: () => void;
  report: (outcome: Outcome) => void;
  /** Whether something was done about it, so that `delivery` is no longer what holds. */
  isDealtWith: boolean;
}) {
  const { appointment, history, leftOut, status } = delivery;
  return (
    <>
      <DeliverySummary delivery={delivery} search={search} />
      {appointment !== null && (
        <div className="actions">
          <ChangeActions
            appointment={appointment}
            viewer={viewer}
            guestsMayCancel={false}
            refresh={refresh}
            done={(text) => report({ kind: 'done', text })}
          />
        </div>
      )}
      <LeftOut parts={leftOut} />
      <DeliveryHistory history={history} />
      <WhatWasSent delivery={delivery} />
      {appointment !== null && appointment.history.length + appointment.addressCorrections.length > 1 && (
        <AppointmentHistory
          history={appointment.history}
          corrections={appointment.addressCorrections}
          viewer={viewer}
        />
      )}
      {status === 'FAILED' && !isDealtWith && <FailureActions delivery={delivery} search={search} report={report} />}
    </>
  );
}
