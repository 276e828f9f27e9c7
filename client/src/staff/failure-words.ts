import { messageName } from '../deliveries/words.ts';
import { reasonOf } from '../desk/reasons.ts';
import type { OpenFailure } from './documents.ts';

/** What failed, for whom and why, as two short texts. */
export interface FailureWords {
  readonly title: string;
  readonly text: string;
}

/** A toast's words: of one failure, as far as it is known, or of many. */
export function failureWords(count: number, failure: OpenFailure | null): FailureWords {
  if (count !== 1) return { title: `${count} messages failed`, text: '' };
  if (failure === null) return { title: 'A message failed', text: '' };
  const { kind, channel, appointment, error } = failure;
  const about = [appointment?.customerName, appointment?.title ?? null].filter((part) => part != null).join(', ');
  const why = error === null ? '' : reasonOf(error.code);
  return {
    title: `${messageName(kind, channel)} failed`,
    text: [about, why].filter((part) => part !== '').join(' · '),
  };
}
