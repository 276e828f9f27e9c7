import { useState } from 'react';
import { useClient } from 'urql';
import { problemFor } from '../api/problem.ts';
import { loadReader, type PhoneReader, usePhoneNumbers } from '../contact/use-phone-numbers.ts';
import { speech, text } from '../language/text.ts';
import { type BookedAppointment, book } from './book.ts';
import { type Checked, checkDraft, type Draft, withName } from './draft.ts';
import type { Drafts } from './drafts.ts';
import { type DraftForm, type Refusal, useDraftForm } from './use-draft-form.ts';

/** The state of the form that books. */
export interface AppointmentForm extends DraftForm {
  /** Reads numbers; null while it is not loaded. */
  readonly reader: PhoneReader | null;
}

/** Whom staff book for. */
export interface ForWhom {
  readonly userId: string;
  /** The language of the messages. */
  readonly locale: string;
}

/** Books what is typed, for the caller or, as staff, for whom `forWhom` names, who needs a name then. What was typed stays through errors, reloads and a session that ends, until it is booked. */
export function useAppointmentForm(
  drafts: Drafts,
  onBooked: (appointment: BookedAppointment, feedCursor: string) => void,
  forWhom: ForWhom | null = null,
): AppointmentForm {
  const calls = useClient();
  const [bySms, setBySms] = useState(() => drafts.load().bySms);
  const reader = usePhoneNumbers(bySms);
  const check = (draft: Draft, read: PhoneReader | null): Checked => {
    const language = forWhom?.locale ?? languageToBook();
    const checked = checkDraft(draft, { language, reader: read, now: new Date() });
    if (forWhom === null || checked.input === null) return forWhom === null ? checked : withName(draft, checked);
    return withName(draft, { ...checked, input: { ...checked.input, userId: forWhom.userId } });
  };

  async function send(draft: Draft): Promise<Refusal | null> {
    const { input } = check(draft, draft.bySms ? (reader ?? (await loadReader(calls))) : null);
    if (input === null) return { message: problemFor('BAD_USER_INPUT').message, issues: null };
    const outcome = await book(calls, input, drafts.keyFor(input));
    if (outcome.kind === 'booked') {
      drafts.clear();
      onBooked(outcome.appointment, outcome.feedCursor);
      return null;
    }
    const { code, message, issues } = outcome.problem;
    if (code !== 'CONFLICT') return { message, issues };
    drafts.forgetKey(); // it is spent: with it, no press would ever succeed
    return { message: text('book.spent'), issues };
  }

  const form = useDraftForm({
    load: drafts.load,
    save(draft) {
      drafts.save(draft);
      setBySms(draft.bySms);
    },
    issuesOf: (draft) => check(draft, reader).issues,
    send,
  });
  return { ...form, reader };
}

/** The language of the messages: the page's, as the reader's browser says it where it does (`de-AT`). */
function languageToBook(): string {
  return speech()?.locale ?? navigator.language;
}
