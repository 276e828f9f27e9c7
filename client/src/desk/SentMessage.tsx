import { useEffect } from 'react';
import { useQuery } from 'urql';
import { textOf } from '../api/document.ts';
import { ProblemNotice } from '../api/ProblemNotice.tsx';
import { problemOf } from '../api/problem.ts';
import { type DeskDetail, type DeskMessage, DeskMessageDocument } from './documents.ts';
import { SentMail } from './SentMail.tsx';
import { sentSentence } from './sent.ts';
import './sent.css';

/** The message of a delivery: whether it is what was sent, to whom, and what it says. */
export default function SentMessage({ delivery, timeZone }: { delivery: DeskDetail; timeZone: string }) {
  const { id, status, history } = delivery;
  const [{ data, error }, query] = useQuery({
    query: textOf(DeskMessageDocument),
    variables: { id },
    requestPolicy: 'network-only',
    pause: true,
  });
  const changes = history.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: queried again after each change
  useEffect(() => query(), [query, changes]);
  if (error !== undefined) return <ProblemNotice problem={problemOf(error)} retry={() => query()} />;
  if (data === undefined) return <p className="quiet">Loading…</p>;
  const message = data.delivery?.message;
  if (message == null) return <p>What was sent is not known.</p>;
  const wasTried = history.some((step) => step.status === 'SENDING' || step.status === 'SENT');
  return (
    <div className="stack">
      <p role="status" className={message.asSent === false ? 'notice warn' : 'quiet'}>
        {sentSentence({ asSent: message.asSent, status, wasTried })}
      </p>
      {message.html === null ? (
        <SentSms message={message} />
      ) : (
        <SentMail message={message} html={message.html} timeZone={timeZone} />
      )}
    </div>
  );
}

function SentSms({ message: { to, text, segments } }: { message: DeskMessage }) {
  const count = segments.length;
  return (
    <>
      {to !== null && <p className="quiet">To {to}</p>}
      <p className="bubble" dir="auto">
        {text}
      </p>
      <p className="quiet">
        {count === 1 ? '1 segment' : `${count} segments`}, {text.length} characters
      </p>
    </>
  );
}
