import { CUSTOMER_KEY } from '../book/draft-storage.ts';
import { randomId } from '../storage/random-id.ts';
import type { KeptTexts } from '../storage/safe-storage.ts';
import { parseRecord } from '../storage/sent-keys.ts';
import type { Customer } from './documents.ts';

/** Whom the form books for: a customer who is known, or else a new one. */
export interface CustomerChoice {
  /** Of who is new, made once for this form: a repeat, also after a reload, books for the same person. */
  readonly newUserId: string;
  readonly known: Customer | null;
  /** The language of the messages, as a BCP 47 tag. */
  readonly locale: string;
}

/** Keeps the choice of one tab in its `storage`, beside the draft, with which it is cleared. */
export function createChoices(storage: KeptTexts, ownLocale: string) {
  function save(choice: CustomerChoice): CustomerChoice {
    storage.setItem(CUSTOMER_KEY, JSON.stringify(choice));
    return choice;
  }
  return {
    /** What was kept; where nothing was, or it is broken, a new customer, who is kept from now on. */
    load(): CustomerChoice {
      const { newUserId, known, locale } = parseRecord(storage.getItem(CUSTOMER_KEY));
      if (typeof newUserId === 'string' && typeof locale === 'string' && (known === null || isCustomer(known)))
        return { newUserId, known, locale };
      return save({ newUserId: `customer-${randomId()}`, known: null, locale: ownLocale });
    },
    save,
  };
}

function isCustomer(value: unknown): value is Customer {
  if (typeof value !== 'object' || value === null) return false;
  const fields: Readonly<Record<string, unknown>> = { ...value };
  const isText = (name: string) => fields[name] === null || typeof fields[name] === 'string';
  return (
    typeof fields.userId === 'string' &&
    typeof fields.lastAppointmentAt === 'string' &&
    typeof fields.appointmentCount === 'number' &&
    ['name', 'email', 'phone', 'locale'].every(isText)
  );
}

/** What a search says of a customer who is new: their address, their number, or their name. */
export function typedDetails(typed: string): { email?: string; phone?: string; customerName?: string } {
  const text = typed.trim();
  if (text.includes('@')) return { email: text };
  return /\p{L}/u.test(text) ? { customerName: text } : { phone: text };
}
