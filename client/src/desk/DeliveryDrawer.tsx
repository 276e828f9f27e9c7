import { useEffect, useRef, useState } from 'react';
import { SpokenAloud } from '../announcing/Announcing.tsx';
import { ProblemNotice } from '../api/ProblemNotice.tsx';
import { problemFor } from '../api/problem.ts';
import { When } from '../appointments/When.tsx';
import { StatusBadge } from '../deliveries/StatusBadge.tsx';
import { CHANNEL_NAMES } from '../deliveries/words.ts';
import { StaleNotice } from '../link/StaleNotice.tsx';
import { hrefOf } from '../routing/route.ts';
import { AcknowledgeForm } from './AcknowledgeForm.tsx';
import { DeliveryHistory } from './DeliveryHistory.tsx';
import { titleOf } from './DeliveryRow.tsx';
import type { DeskDetail } from './documents.ts';
import { type Outcome, OutcomeNotice } from './OutcomeNotice.tsx';
import { RetryForm } from './RetryForm.tsx';
import type { WatchedDesk } from './use-desk-feed.ts';
import { useDetail } from './use-detail.ts';

/**
 * One delivery over the list: its whole history, and what can be done about a failure. `changed` is called after each
 * action. The page below is inert, so the notices about a cut link are in the drawer as well.
 */
export function DeliveryDrawer({
  id,
  watched,
  changed,
  close,
}: {
  id: string;
  watched: WatchedDesk;
  changed: () => void;
  close: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const { delivery, problem, refresh } = useDetail(id, watched);
  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
  }, []);

  function report(next: Outcome) {
    setOutcome(next);
    if (next.kind !== 'in-doubt') title.current?.focus(); // the form with the focus may go
    refresh();
    changed();
  }

  return (
    <dialog ref={dialog} className="drawer" aria-labelledby="drawer-title" onClose={close}>
      <header className="row">
        <h2 id="drawer-title" ref={title} tabIndex={-1}>
          {delivery ? titleOf(delivery) : 'Delivery'}
        </h2>
        <button type="button" className="plain" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </header>
      {problem !== null && <ProblemNotice problem={problem} retry={refresh} />}
      {delivery === undefined && problem === null && <p className="quiet">Loading…</p>}
      {delivery === null && <ProblemNotice problem={problemFor('NOT_FOUND')} />}
      <OutcomeNotice outcome={outcome} />
      {delivery && <Delivered delivery={delivery} report={report} />}
      <StaleNotice />
      <SpokenAloud />
    </dialog>
  );
}

function Delivered({ delivery, report }: { delivery: DeskDetail; report: (outcome: Outcome) => void }) {
  const { id, appointment, channel, status, history } = delivery;
  const booked = channel === 'EMAIL' ? appointment?.email : appointment?.phone;
  return (
    <>
      <p>
        <span role="status">
          {CHANNEL_NAMES[channel]} <StatusBadge status={status} />
        </span>
        {booked != null && <span className="quiet">booked for {booked}</span>}
        {appointment !== null && (
          <span className="quiet">
            <When time={appointment.time} timeZone={appointment.timeZone} />
            {appointment.location !== null && `, ${appointment.location}`},{' '}
            <a href={hrefOf({ page: 'appointment', id: appointment.id })}>the appointment</a>
          </span>
        )}
        <span className="quiet">
          Delivery <code>{id}</code>
        </span>
      </p>
      <DeliveryHistory history={history} />
      {status === 'FAILED' && (
        <>
          <RetryForm id={id} channel={channel} report={report} />
          <AcknowledgeForm id={id} acknowledgement={delivery.acknowledgement} report={report} />
        </>
      )}
    </>
  );
}
