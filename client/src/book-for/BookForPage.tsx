import { useMemo, useState } from 'react';
import { BookForm } from '../book/BookForm.tsx';
import type { BookedAppointment } from '../book/book.ts';
import { languageTag } from '../book/draft.ts';
import { createDrafts } from '../book/drafts.ts';
import { useAppointmentForm } from '../book/use-appointment-form.ts';
import { currentLocale } from '../language/text.ts';
import { Heading } from '../routing/Heading.tsx';
import type { KeptTexts } from '../storage/safe-storage.ts';
import { Booked } from './Booked.tsx';
import './book-for.css';
import { ChosenCustomer } from './ChosenCustomer.tsx';
import { CustomerCombobox } from './CustomerCombobox.tsx';
import { type CustomerChoice, createChoices, typedDetails } from './customer-choice.ts';
import type { Customer } from './documents.ts';
import { LanguageField } from './LanguageField.tsx';

/** The page on which staff book for a customer: who is known, or who is new. `storage` keeps what was typed. */
export default function BookForPage({ storage }: { storage: KeptTexts }) {
  const [booked, setBooked] = useState<BookedAppointment | null>(null);
  return (
    <main className="page narrow">
      <Heading>Book for a customer</Heading>
      {booked !== null && <Booked key={booked.id} appointment={booked} />}
      <BookFor key={booked?.id} storage={storage} done={setBooked} />
    </main>
  );
}

function BookFor({ storage, done }: { storage: KeptTexts; done: (appointment: BookedAppointment) => void }) {
  const drafts = useMemo(() => createDrafts(storage), [storage]);
  const choices = useMemo(() => createChoices(storage, ownLocale()), [storage]);
  const [choice, setChoice] = useState(choices.load);
  const { known, newUserId, locale } = choice;
  const state = useAppointmentForm(drafts, done, {
    userId: known?.userId ?? newUserId,
    locale,
  });
  const { edit } = state;

  function decide(part: Partial<CustomerChoice>) {
    setChoice(choices.save({ ...choice, ...part }));
  }

  function choose(customer: Customer) {
    const { name, email, phone } = customer;
    decide({ known: customer, locale: customer.locale ?? locale });
    edit({
      ...{ customerName: name ?? '', email: email ?? '', phone: phone ?? '', country: '' },
      ...{ byEmail: email !== null || phone === null, bySms: phone !== null },
    });
    focusOn(name === null ? 'customerName' : 'title');
  }

  function chooseNew(typed: string) {
    const details = typedDetails(typed);
    edit({ ...details, ...(details.email && { byEmail: true }), ...(details.phone && { bySms: true }) });
    focusOn(details.customerName === undefined ? 'customerName' : 'title');
  }

  function chooseAnother() {
    decide({ known: null });
    edit({ customerName: '', email: '', phone: '', country: '', byEmail: true, bySms: false });
  }

  return (
    <BookForm state={state} nameLabel="Name" isOwn={false}>
      {known === null ? (
        <CustomerCombobox choose={choose} chooseNew={chooseNew} />
      ) : (
        <ChosenCustomer customer={known} chooseAnother={chooseAnother} />
      )}
      <LanguageField locale={locale} change={(next) => decide({ locale: next })} />
    </BookForm>
  );
}

/** Focuses a field of the form once it is rendered. */
function focusOn(id: string): void {
  requestAnimationFrame(() => document.getElementById(id)?.focus());
}

function ownLocale(): string {
  return languageTag(currentLocale() ?? navigator.language) ?? 'en';
}
