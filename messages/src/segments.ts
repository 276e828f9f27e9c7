/** How many SMS a text is sent as: counted by Twilio's own calculator, so that it is what Twilio bills. */
import { SegmentedMessage } from 'sms-segments-calculator';
import { isGsm } from './gsm.ts';

/** A text as it is divided for sending. */
export interface Segments {
  readonly encoding: 'GSM-7' | 'UCS-2';
  readonly texts: readonly string[];
}

/** The segments of a text. Takes some tenths of a millisecond. */
export function segmentsOf(text: string): Segments {
  const { encodingName, segments } = new SegmentedMessage(text);
  return { encoding: encodingName, texts: segments.map(textOf) };
}

/** Whether a text has at most so many segments. Only what its length leaves open is counted. */
export function fitsSegments(text: string, most: number): boolean {
  const doubled = isGsm(text) ? (text.match(EXTENSION)?.length ?? 0) : null;
  const units = text.length + (doubled ?? 0);
  // what a segment holds in any case, though something at its end is not divided; and at most
  const [sure, possible] = doubled === null ? [60, 67] : [152, 153];
  if (units <= sure * most) return true;
  if (most > 1 && units > possible * most) return false;
  return new SegmentedMessage(text).segmentsCount <= most;
}

/** Of GSM-7, the characters that count as two. */
const EXTENSION = /[\^{}\\[~\]|€]/g;

/** Headers stand in a segment beside its characters; they have no text. */
function textOf(segment: Iterable<{ readonly raw?: string }>): string {
  return Array.from(segment, ({ raw = '' }) => raw).join('');
}
