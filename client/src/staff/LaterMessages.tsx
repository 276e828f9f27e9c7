import { Fragment } from 'react';
import type { PageAppointment } from '../appointments/documents.ts';
import { When } from '../appointments/When.tsx';

/** For staff: where each message goes that is still to come, the planned reminders first. */
export default function LaterMessages({ appointment }: { appointment: PageAppointment }) {
  const { email, phone, notify, reminders, status, timeZone } = appointment;
  const to = (by: { readonly email: boolean; readonly sms: boolean }) =>
    [by.email ? email : null, by.sms ? phone : null].filter((address) => address !== null);
  const planned = reminders.filter((reminder) => reminder.status === 'PLANNED');
  if (status === 'CANCELLED') return null;
  return (
    <section className="card details" aria-labelledby="later-messages">
      <h2 id="later-messages">Where later messages go</h2>
      <dl>
        {planned.map((reminder) => (
          <Fragment key={`${reminder.before} ${reminder.dueAt}`}>
            <dt>
              Reminder, <When time={reminder.dueAt} timeZone={timeZone} />
            </dt>
            <dd>
              <Addresses of={to(reminder)} />
            </dd>
          </Fragment>
        ))}
        <dt>Changes and cancellation</dt>
        <dd>
          <Addresses of={to(notify)} />
        </dd>
      </dl>
    </section>
  );
}

function Addresses({ of }: { of: readonly string[] }) {
  return of.map((address) => (
    <bdi key={address} className="address">
      {address}
    </bdi>
  ));
}
