import { text } from '../language/text.ts';
import { Skeleton } from '../loading/PageSkeleton.tsx';
import { Heading } from '../routing/Heading.tsx';

/** Stands where an appointment will be while it is queried. The heading is there at once: it has the focus, and the tab its title. */
export function LoadingAppointment() {
  return (
    <main className="page" aria-busy="true">
      <Heading>{text('appointment')}</Heading>
      <p className="visually-hidden">{text('loading')}</p>
      <Skeleton hasHeading={false} />
    </main>
  );
}
