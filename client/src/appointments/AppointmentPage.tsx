import type { Viewer } from '../session/viewer.ts';
import { AppointmentView } from './AppointmentView.tsx';
import { useAppointment } from './use-appointment.ts';

/** The page of one appointment. `feedCursor` is where to watch from, for who has just booked it. */
export default function AppointmentPage({
  id,
  feedCursor,
  viewer,
}: {
  id: string;
  feedCursor: string | null;
  viewer: Viewer;
}) {
  return <AppointmentView known={useAppointment(id, feedCursor)} isNew={feedCursor !== null} viewer={viewer} />;
}
