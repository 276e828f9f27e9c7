import { Moment } from '../appointments/Moment.tsx';
import type { Step, Timeline } from './fold.ts';
import { StatusBadge } from './StatusBadge.tsx';
import { CHANNEL_NAMES, customerAdviceFor, sentenceOf } from './words.ts';

/**
 * One channel's message on its way, step by step, and what to do when it has failed. `address` is where it goes. What was
 * before the attempt that counts now is folded away: there may be many.
 */
export function DeliveryTimeline({ timeline, address }: { timeline: Timeline; address: string | null }) {
  const { deliveryId, channel, steps, current } = timeline;
  const earlier = steps.filter(({ attempt }) => attempt < current.attempt);
  return (
    <section className="card" aria-labelledby={`delivery-${deliveryId}`} data-channel={channel}>
      <header className="row">
        <h2 id={`delivery-${deliveryId}`}>{CHANNEL_NAMES[channel]}</h2>
        <StatusBadge status={current.status} />
      </header>
      {address !== null && <p className="quiet">to {address}</p>}
      {earlier.length > 0 && (
        <details className="earlier">
          <summary>{current.attempt === 2 ? 'One earlier attempt' : `${current.attempt - 1} earlier attempts`}</summary>
          <Steps steps={earlier} current={current} />
        </details>
      )}
      <Steps steps={steps.filter(({ attempt }) => attempt >= current.attempt)} current={current} />
      {current.status === 'FAILED' && <p className="notice warn">{customerAdviceFor(current.error?.code ?? null)}</p>}
    </section>
  );
}

function Steps({ steps, current }: { steps: readonly Step[]; current: Step }) {
  return (
    <ol className="timeline">
      {steps.map((step) => (
        <TimelineStep key={`${step.attempt} ${step.status}`} step={step} isCurrent={step === current} />
      ))}
    </ol>
  );
}

function TimelineStep({ step, isCurrent }: { step: Step; isCurrent: boolean }) {
  return (
    <li data-status={step.status} aria-current={isCurrent ? 'step' : undefined}>
      <p>{sentenceOf(step)}</p>
      <p className="quiet">
        <Moment at={step.occurredAt} />
        {isCurrent && step.nextAttemptAt !== null && (
          <>
            {', next attempt '}
            <Moment at={step.nextAttemptAt} />
          </>
        )}
      </p>
    </li>
  );
}
