import { Moment } from '../appointments/Moment.tsx';
import { rich } from '../language/rich.ts';
import { text } from '../language/text.ts';
import type { Step, Timeline } from './fold.ts';
import { StatusBadge } from './StatusBadge.tsx';
import { CHANNEL_NAMES, type Contact, customerAdviceFor, messageName, type Subject, sentenceOf } from './words.ts';

interface Props {
  readonly timeline: Timeline;
  readonly subject: Subject;
  readonly recipientOf: (attempt: number) => string | null;
  readonly contact: Contact | null;
}

/**
 * One channel's message on its way, step by step, and what to do when it has failed, unless a newer one replaces it.
 * `recipientOf` knows where an attempt goes, `contact` whom people ask. What was before the attempt that counts now is
 * folded away: there may be many.
 */
export function DeliveryTimeline({ timeline, subject, recipientOf, contact }: Props) {
  const { channel, steps, current } = timeline;
  const earlier = steps.filter(({ attempt }) => attempt < current.attempt);
  const recipient = recipientOf(current.attempt);
  const otherRecipientOf = (attempt: number) => {
    const other = recipientOf(attempt);
    return other === recipient ? null : other;
  };
  return (
    <section
      className="card"
      aria-label={messageName(subject.kind, channel)}
      data-channel={channel}
      data-kind={subject.kind}
    >
      <header className="row">
        <h3>{CHANNEL_NAMES[channel]}</h3>
        <StatusBadge status={current.status} />
      </header>
      {recipient !== null && <p className="quiet">{text('delivery.to', { recipient })}</p>}
      {earlier.length > 0 && (
        <details className="earlier">
          <summary>{text('delivery.earlier', { count: current.attempt - 1 })}</summary>
          <Steps steps={earlier} current={current} otherRecipientOf={otherRecipientOf} />
        </details>
      )}
      <Steps steps={[current]} current={current} otherRecipientOf={otherRecipientOf} />
      <details className="journey">
        <summary>{text('messages.journey')}</summary>
        <Steps
          steps={steps.filter((step) => step.attempt >= current.attempt && step !== current)}
          current={current}
          otherRecipientOf={otherRecipientOf}
        />
      </details>
      {current.status === 'FAILED' && !subject.isOutdated && (
        <FailureAdvice kind={subject.kind} code={current.error?.code ?? null} contact={contact} />
      )}
    </section>
  );
}

function FailureAdvice({
  kind,
  code,
  contact,
}: {
  kind: Subject['kind'];
  code: string | null;
  contact: Contact | null;
}) {
  const { sentence, ask } = customerAdviceFor(kind, code);
  const link = contact && <a href={contact.url}>{contact.text}</a>;
  return (
    <p className="notice warn">
      {sentence}
      {contact !== null && <> {rich(ask, { contactKind: contact.kind, contact: link })}</>}
    </p>
  );
}

/** `otherRecipientOf` knows of an attempt that went elsewhere than is shown above. */
function Steps({
  steps,
  current,
  otherRecipientOf,
}: {
  steps: readonly Step[];
  current: Step;
  otherRecipientOf: (attempt: number) => string | null;
}) {
  return (
    <ol className="timeline">
      {steps.map((step, index) => (
        <TimelineStep
          key={`${step.attempt} ${step.status}`}
          step={step}
          isCurrent={step === current}
          recipient={steps[index - 1]?.attempt === step.attempt ? null : otherRecipientOf(step.attempt)}
        />
      ))}
    </ol>
  );
}

function TimelineStep({ step, isCurrent, recipient }: { step: Step; isCurrent: boolean; recipient: string | null }) {
  return (
    <li data-status={step.status} aria-current={isCurrent ? 'step' : undefined}>
      <p>{sentenceOf(step)}</p>
      <p className="quiet">
        <Moment at={step.occurredAt} />
        {recipient !== null && `, ${text('delivery.to', { recipient })}`}
        {isCurrent && step.nextAttemptAt !== null && (
          <>, {rich('delivery.next', { time: <Moment at={step.nextAttemptAt} /> })}</>
        )}
      </p>
    </li>
  );
}
