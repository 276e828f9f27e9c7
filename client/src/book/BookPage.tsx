import { useMemo } from 'react';
import type { KeptTexts } from '../storage/safe-storage.ts';
import { BookAppointment } from './BookAppointment.tsx';
import { createDrafts } from './drafts.ts';

/** The page to book on. `storage` keeps what was typed. */
export default function BookPage({
  storage,
  onBooked,
}: {
  storage: KeptTexts;
  onBooked: (id: string, cursor: string) => void;
}) {
  const drafts = useMemo(() => createDrafts(storage), [storage]);
  return <BookAppointment drafts={drafts} onBooked={onBooked} />;
}
