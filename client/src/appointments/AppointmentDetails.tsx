import type { ReactNode } from 'react';
import { rich } from '../language/rich.ts';
import { text } from '../language/text.ts';
import { beforeWords, channelWords, isEarlier } from '../reminders/words.ts';
import { formatOwnTime } from '../time/format.ts';
import { ownTimeZone } from '../time/zones.ts';
import { CalendarLinks } from './CalendarLinks.tsx';
import type { PageAppointment } from './documents.ts';
import { timeBefore } from './history.ts';
import { placeLinkOf } from './place-link.ts';
import { When } from './When.tsx';

/** What was booked, as it is now: when and where, and under which reference; to print, and to add to a calendar. */
export function AppointmentDetails({
  appointment,
  isNew,
  children,
}: {
  appointment: PageAppointment;
  /** It was booked just now: then the page's heading says so, and its title stands here. */
  isNew: boolean;
  /** What can be done with it. */
  children: ReactNode;
}) {
  const { reference, customerName, title, location, reminders, durationMinutes, history } = appointment;
  const isCancelled = appointment.status === 'CANCELLED';
  const changedAt = history.at(-1)?.at ?? appointment.createdAt;
  return (
    <section className="card details" aria-label={text('appointment')} data-status={appointment.status}>
      {isNew && <h2>{title ?? text('appointment')}</h2>}
      <dl>
        <dt>{text('details.when')}</dt>
        <dd>
          <Time appointment={appointment} />
        </dd>
        <dt>{text('details.howLong')}</dt>
        <dd>{text('details.minutes', { count: durationMinutes })}</dd>
        {location !== null && (
          <>
            <dt>{text('details.where')}</dt>
            <dd>
              <Place location={location} />
            </dd>
          </>
        )}
        {customerName !== null && (
          <>
            <dt>{text('details.for')}</dt>
            <dd>
              <bdi>{customerName}</bdi>
            </dd>
          </>
        )}
        {reminders.length > 0 && !isCancelled && (
          <>
            <dt>{text('reminders')}</dt>
            <dd>
              <Reminders appointment={appointment} />
            </dd>
          </>
        )}
        <dt>{text('details.reference')}</dt>
        <dd className="reference">{reference}</dd>
      </dl>
      {!isCancelled && <CalendarLinks entry={{ ...appointment, changedAt }} />}
      <div className="actions">
        {children}
        <button type="button" className="plain" onClick={() => window.print()}>
          {text('details.print')}
        </button>
      </div>
    </section>
  );
}

function Time({ appointment: { time, timeZone, status, history } }: { appointment: PageAppointment }) {
  const own = formatOwnTime(time, timeZone, ownTimeZone(), 'page');
  const before = timeBefore(history);
  if (status === 'CANCELLED') {
    return (
      <>
        <s>
          <When time={time} timeZone={timeZone} style="page" />
        </s>
        <span className="quiet">{text('details.cancelled')}</span>
      </>
    );
  }
  return (
    <>
      <When time={time} timeZone={timeZone} style="page" />
      {own !== null && <span className="quiet">{own}</span>}
      {before !== null && (
        <span className="quiet">
          {rich('details.was', {
            time: (
              <s>
                <When time={before.time} timeZone={before.timeZone} style="page" />
              </s>
            ),
          })}
        </span>
      )}
    </>
  );
}

function Place({ location }: { location: string }) {
  const link = placeLinkOf(location);
  if (link === null) return <bdi>{location}</bdi>;
  const away = { href: link.href, target: '_blank', rel: 'noopener noreferrer' };
  if (link.kind === 'page')
    return (
      <a {...away} dir="auto">
        {location}
      </a>
    );
  return (
    <>
      <bdi>{location}</bdi> <a {...away}>{text('details.map')}</a>
    </>
  );
}

const REMINDED = { PLANNED: null, DUE: 'reminder.sent', SKIPPED: 'reminder.skipped' } as const;

function Reminders({ appointment: { reminders, time, timeZone } }: { appointment: PageAppointment }) {
  return (
    <ul className="lines">
      {reminders.map(({ before, dueAt, email, sms, status }) => (
        <li key={`${before} ${dueAt}`}>
          <When time={dueAt} timeZone={timeZone} />
          <span className="quiet">
            {[
              beforeWords(before),
              channelWords({ email, sms }),
              isEarlier({ before, dueAt }, time) ? text('reminder.earlier') : '',
              REMINDED[status] === null ? '' : text(REMINDED[status]),
            ]
              .filter((words) => words !== '')
              .join(', ')}
          </span>
        </li>
      ))}
    </ul>
  );
}
