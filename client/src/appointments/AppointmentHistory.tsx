import { rich } from '../language/rich.ts';
import { text } from '../language/text.ts';
import type { Viewer } from '../session/viewer.ts';
import type { Correction } from './documents.ts';
import { type Change, changeSentence, correctionSentence, differenceOf } from './history.ts';
import { Moment } from './Moment.tsx';
import { When } from './When.tsx';

/** What became of an appointment, oldest first: what, when and by whom; corrections of its addresses too. */
export function AppointmentHistory({
  history,
  corrections,
  viewer,
}: {
  history: readonly Change[];
  corrections: readonly Correction[];
  viewer: Viewer;
}) {
  const entries = [
    ...history.map((change, index) => ({
      at: change.at,
      item: <PastChange key={change.sequence} change={change} before={history[index - 1]} viewer={viewer} />,
    })),
    ...corrections.map((correction) => ({
      at: correction.at,
      item: <PastCorrection key={correction.at} correction={correction} viewer={viewer} />,
    })),
  ].toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at));
  return (
    <section className="card history" aria-labelledby="appointment-history">
      <h2 id="appointment-history">{text('history')}</h2>
      <ol className="timeline">{entries.map(({ item }) => item)}</ol>
    </section>
  );
}

function PastCorrection({ correction, viewer }: { correction: Correction; viewer: Viewer }) {
  const { address, before, at } = correction;
  return (
    <li>
      <p>{correctionSentence(correction, viewer)}</p>
      <p>{rich('history.correctedTo', { address: <bdi>{address}</bdi>, before: <bdi>{before ?? ''}</bdi> })}</p>
      <p className="quiet">
        <Moment at={at} />
      </p>
    </li>
  );
}

function PastChange({ change, before, viewer }: { change: Change; before: Change | undefined; viewer: Viewer }) {
  const { moved, others } = differenceOf(change, before);
  return (
    <li>
      <p>{changeSentence(change, before, viewer)}</p>
      {change.kind === 'BOOKED' && (
        <p>{rich('history.for', { time: <When time={change.time} timeZone={change.timeZone} /> })}</p>
      )}
      {moved !== null && (
        <p>
          {rich('history.movedTo', {
            time: <When time={change.time} timeZone={change.timeZone} />,
            before: <When time={moved.time} timeZone={moved.timeZone} />,
          })}
        </p>
      )}
      {others.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {change.reason !== null && <p>{rich('history.reason', { reason: <bdi>{change.reason}</bdi> })}</p>}
      <p className="quiet">
        <Moment at={change.at} />
      </p>
    </li>
  );
}
