import { AppointmentView } from '../appointments/AppointmentView.tsx';
import { LoadingAppointment } from '../appointments/LoadingAppointment.tsx';
import { useAppointment } from '../appointments/use-appointment.ts';
import { useSuggestedLanguage } from '../language/use-suggested-language.ts';
import { NothingThere } from './LinkPages.tsx';

const GUEST = { role: 'guest', sub: null } as const;

/** The one appointment that this guest sees, in its language. */
export function GuestAppointment({ id }: { id: string }) {
  const known = useAppointment(id, null);
  const isSpoken = useSuggestedLanguage(known.kind === 'known' ? known.appointment.locale : undefined);
  if (known.kind === 'known' && !isSpoken) return <LoadingAppointment />;
  return <AppointmentView known={known} isNew={false} viewer={GUEST} nothing={<NothingThere />} />;
}
