import { Moment } from '../appointments/Moment.tsx';
import type { Step, Timeline } from './fold.ts';
import { StatusBadge } from './StatusBadge.tsx';
import { CHANNEL_NAMES, customerAdviceFor, sentenceOf } from './words.ts';

/** One channel's message on its way, step by step, and what to do when it has failed. `address` is where it goes. */
export function DeliveryTimeline({ timeline, address }: { timeline: Timeline; address: string | null }) {
  const { deliveryId, channel, steps, current } = timeline;
  return (
    <section className="card" aria-labelledby={`delivery-${deliveryId}`} data-channel={channel}>
      <header className="row">
        <h2 id={`delivery-${deliveryId}`}>{CHANNEL_NAMES[channel]}</h2>
        <StatusBadge status={current.status} />
      </header>
      {address !== null && <p className="quiet">to {address}</p>}
      <ol className="timeline">
        {steps.map((step) => (
          <TimelineStep key={`${step.attempt} ${step.status}`} step={step} isCurrent={step === current} />
        ))}
      </ol>
      {current.status === 'FAILED' && <p className="notice warn">{customerAdviceFor(current.error?.code ?? null)}</p>}
    </section>
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
