import { Moment } from '../appointments/Moment.tsx';
import { sentenceOf } from '../deliveries/words.ts';
import type { DeskDetail } from './documents.ts';
import { adviceFor } from './words.ts';

/** Every change of a delivery, oldest first: when, which attempt, by whom, under what id, what went wrong and what to do. */
export function DeliveryHistory({ history }: { history: DeskDetail['history'] }) {
  return (
    <ol className="timeline" aria-label="History">
      {history.map((step, index) => {
        const { status, attempt, provider, providerMessageId, error, nextAttemptAt, occurredAt } = step;
        const isCurrent = index === history.length - 1;
        return (
          <li key={`${attempt} ${status}`} data-status={status} aria-current={isCurrent ? 'step' : undefined}>
            <p>{sentenceOf({ ...step, error: null })}</p>
            <p className="quiet">
              <Moment at={occurredAt} />, attempt {attempt}
              {provider !== null && `, by ${provider}`}
              {providerMessageId !== null && (
                <>
                  {', id '}
                  <code>{providerMessageId}</code>
                </>
              )}
              {isCurrent && nextAttemptAt !== null && (
                <>
                  {', next attempt '}
                  <Moment at={nextAttemptAt} />
                </>
              )}
            </p>
            {error !== null && (
              <>
                <p className="quiet">
                  <code>{error.code}</code>
                  {error.message !== '' && `: ${error.message}`}
                </p>
                {isCurrent && <p>{adviceFor(error.code)}</p>}
              </>
            )}
          </li>
        );
      })}
    </ol>
  );
}
