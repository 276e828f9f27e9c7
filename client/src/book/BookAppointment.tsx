import { text } from '../language/text.ts';
import { Heading } from '../routing/Heading.tsx';
import { BookForm } from './BookForm.tsx';
import type { Drafts } from './drafts.ts';
import { useAppointmentForm } from './use-appointment-form.ts';

/** The form with which a customer books. */
export function BookAppointment({
  drafts,
  onBooked,
}: {
  drafts: Drafts;
  onBooked: (id: string, cursor: string) => void;
}) {
  const state = useAppointmentForm(drafts, ({ id }, feedCursor) => onBooked(id, feedCursor));
  return (
    <main className="page narrow">
      <Heading>{text('bookAppointment')}</Heading>
      <BookForm state={state} nameLabel={text('book.name')} isOwn />
    </main>
  );
}
