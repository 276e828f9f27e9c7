import { When } from '../appointments/When.tsx';
import { rich } from '../language/rich.ts';
import { text } from '../language/text.ts';
import type { Changeable } from './changeable.ts';

/**
 * Says what the appointment is now, where it was changed since the form was opened, and offers to go on from there. It is a
 * live region, there before anything is said in it.
 */
export function ChangedMeanwhile({
  base,
  appointment,
  goOn,
}: {
  /** As it was when the form was opened. */
  base: Changeable;
  /** As it is now. */
  appointment: Changeable;
  goOn: () => void;
}) {
  return <div role="status">{appointment.sequence !== base.sequence && <Notice {...appointment} goOn={goOn} />}</div>;
}

function Notice({
  title,
  location,
  time,
  timeZone,
  durationMinutes,
  status,
  goOn,
}: Changeable & { readonly goOn: () => void }) {
  if (status === 'CANCELLED') {
    return <p className="notice warn">{text('change.cancelledMeanwhile')}</p>;
  }
  return (
    <div className="notice warn stack">
      <p>
        {rich('change.changedMeanwhile', {
          details: (
            <>
              <bdi>{title ?? text('appointment')}</bdi>, <When time={time} timeZone={timeZone} />,{' '}
              {text('details.minutes', { count: durationMinutes })}
              {location !== null && (
                <>
                  , <bdi>{location}</bdi>
                </>
              )}
            </>
          ),
        })}
      </p>
      <div>
        <button type="button" className="plain" onClick={goOn}>
          {text('change.goOn')}
        </button>
      </div>
    </div>
  );
}
