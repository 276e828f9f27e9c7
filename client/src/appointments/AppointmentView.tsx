import { AppointmentState } from './AppointmentState.tsx';
import { stateOf } from './appointment-state.ts';
import './state.css';
import { type ReactNode, Suspense } from 'react';
import { ProblemNotice } from '../api/ProblemNotice.tsx';
import { ChangeActions } from '../changes/ChangeActions.tsx';
import { ContactLink } from '../contact/ContactLink.tsx';
import { ContactNote } from '../contact/ContactNote.tsx';
import { text } from '../language/text.ts';
import { StaleNotice } from '../link/StaleNotice.tsx';
import { lazyPage } from '../loading/lazy-page.ts';
import { focusHeading, Heading } from '../routing/Heading.tsx';
import type { Viewer } from '../session/viewer.ts';
import { AppointmentDetails } from './AppointmentDetails.tsx';
import { AppointmentHistory } from './AppointmentHistory.tsx';
import { AppointmentNews } from './AppointmentNews.tsx';
import { LoadingAppointment } from './LoadingAppointment.tsx';
import { Messages } from './Messages.tsx';
import type { KnownAppointment } from './use-appointment.ts';

const laterMessages = lazyPage(() => import('../staff/LaterMessages.tsx'));

/** One appointment as it is now, its messages as they travel, and its past. */
export function AppointmentView({
  known,
  isNew: isJustBooked,
  viewer,
  nothing,
}: {
  known: KnownAppointment;
  /** It was booked just now. */
  isNew: boolean;
  viewer: Viewer;
  /** What stands in its place when there is none. */
  nothing?: ReactNode;
}) {
  if (known.kind === 'loading') return <LoadingAppointment />;
  if (known.kind === 'refused') {
    if (nothing !== undefined && known.problem.code === 'NOT_FOUND') return nothing;
    return (
      <Frame>
        <ProblemNotice problem={known.problem} retry={known.retry} />
      </Frame>
    );
  }
  const { appointment, installation, timelines, failure, refresh } = known;
  const isNew = isJustBooked && appointment.sequence === 0;
  return (
    <Frame title={isNew ? text('state.new') : appointment.title}>
      <AppointmentState state={stateOf(appointment, timelines, new Date())}>
        <AppointmentNews appointment={appointment} viewer={viewer} />
      </AppointmentState>
      <AppointmentDetails appointment={appointment} isNew={isNew}>
        <ChangeActions
          appointment={appointment}
          viewer={viewer}
          guestsMayCancel={installation.guestsMayCancel}
          refresh={refresh}
          done={focusHeading} // what has changed is said by the news above
        />
        {viewer.role !== 'staff' && <ContactLink contact={installation.contact} />}
      </AppointmentDetails>
      {viewer.role === 'staff' && (
        <Suspense>
          <laterMessages.Page appointment={appointment} />
        </Suspense>
      )}
      <StaleNotice />
      {failure !== null && <ProblemNotice problem={failure} />}
      <Messages appointment={appointment} timelines={timelines} contact={installation.contact} />
      {(appointment.history.length > 1 || appointment.addressCorrections.length > 0 || viewer.role === 'staff') && (
        <AppointmentHistory
          history={appointment.history}
          corrections={appointment.addressCorrections}
          viewer={viewer}
        />
      )}
      {viewer.role !== 'staff' && <ContactNote contact={installation.contact} />}
    </Frame>
  );
}

function Frame({ title, children }: { title?: string | null; children: ReactNode }) {
  return (
    <main className="page">
      <Heading title={title ?? text('appointment')}>
        <bdi>{title ?? text('appointment')}</bdi>
      </Heading>
      {children}
    </main>
  );
}
