import { useState } from 'react';
import { rich } from '../language/rich.ts';
import { text } from '../language/text.ts';
import type { Viewer } from '../session/viewer.ts';
import type { PageAppointment } from './documents.ts';
import { changeSentence, differenceOf } from './history.ts';
import { Moment } from './Moment.tsx';
import { When } from './When.tsx';

/**
 * That the appointment is cancelled; else what was changed since the page was opened, in this window or in another. It is a
 * live region, there before anything is said in it.
 */
export function AppointmentNews({ appointment, viewer }: { appointment: PageAppointment; viewer: Viewer }) {
  const { status, sequence, history } = appointment;
  const [first] = useState(sequence);
  return (
    <div role="status" className="news">
      {status === 'CANCELLED' ? (
        <Cancelled appointment={appointment} viewer={viewer} />
      ) : (
        sequence > first && <Changed history={history} viewer={viewer} />
      )}
    </div>
  );
}

function Cancelled({ appointment, viewer }: { appointment: PageAppointment; viewer: Viewer }) {
  const { history, cancelledAt, cancelReason } = appointment;
  const last = history.findLast(({ kind }) => kind === 'CANCELLED');
  return (
    <div className="cancelled">
      <p>{text('state.cancelledText')}</p>
      {cancelReason !== null && <p>{rich('history.reason', { reason: <bdi>{cancelReason}</bdi> })}</p>}
      <p>
        {last === undefined ? text('state.cancelled') : changeSentence(last, undefined, viewer)}
        {cancelledAt !== null && (
          <>
            , <Moment at={cancelledAt} />
          </>
        )}
      </p>
    </div>
  );
}

function Changed({ history, viewer }: { history: PageAppointment['history']; viewer: Viewer }) {
  const [before, last] = [history.at(-2), history.at(-1)];
  if (last === undefined) return null;
  const { moved, others } = differenceOf(last, before);
  const change = changeSentence(last, before, viewer);
  return (
    <div className="notice">
      <p>
        {moved === null
          ? text('news.changed', { change })
          : rich('news.movedTo', { change, time: <When time={last.time} timeZone={last.timeZone} /> })}
      </p>
      {others.map((sentence) => (
        <p key={sentence}>{sentence}.</p>
      ))}
    </div>
  );
}
