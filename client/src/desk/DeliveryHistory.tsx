import { Moment } from '../appointments/Moment.tsx';
import { sentenceOf } from '../deliveries/words.ts';
import type { DeskDetail } from './documents.ts';
import { reasonOf } from './reasons.ts';
import { adviceFor } from './words.ts';

/** Every change of a delivery, oldest first: when, which attempt, where to, by whom, under what id, what went wrong and what to do. */
export function DeliveryHistory({ history }: { history: DeskDetail['history'] }) {
  return (
    <ol className="timeline" aria-label="History">
      {history.map((step, index) => {
        const {
          status,
          attempt,
          recipient,
          requestedBy,
          provider,
          providerMessageId,
          error,
          nextAttemptAt,
          occurredAt,
        } = step;
        const isCurrent = index === history.length - 1;
        const isFirst = history[index - 1]?.attempt !== attempt;
        return (
          <li key={`${attempt} ${status}`} data-status={status} aria-current={isCurrent ? 'step' : undefined}>
            <p>{sentenceOf(status === 'SKIPPED' ? step : { ...step, error: null })}</p>
            <p className="quiet">
              <Moment at={occurredAt} />, attempt {attempt}
              {isFirst && recipient !== null && ` to ${recipient}`}
              {isFirst && requestedBy !== null && `, requested by ${requestedBy}`}
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
            {error !== null && status !== 'SKIPPED' && (
              <>
                <p>
                  {reasonOf(error.code)} <code>{error.code}</code>
                </p>
                {error.message !== '' && (
                  <p className="quiet">
                    {provider === null ? 'Because: ' : `What ${provider} said: `}
                    <samp>{error.message}</samp>
                  </p>
                )}
                {isCurrent && <p>{adviceFor(error.code)}</p>}
              </>
            )}
          </li>
        );
      })}
    </ol>
  );
}
