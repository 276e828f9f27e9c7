import type { DeskDetail } from './documents.ts';
import { leftOutSentence } from './words.ts';

/** What a text message does not say of its appointment; nothing where it says all. */
export function LeftOut({ parts }: { parts: DeskDetail['leftOut'] }) {
  if (parts.length === 0) return null;
  return (
    <section className="notice" aria-label="Left out of the text message">
      {parts.map(({ of, why, text }) => (
        <p key={`${of} ${why}`}>
          {leftOutSentence(of, why)} <bdi>{text}</bdi>
        </p>
      ))}
    </section>
  );
}
