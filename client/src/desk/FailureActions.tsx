import { StatusBadge } from '../deliveries/StatusBadge.tsx';
import { messageName } from '../deliveries/words.ts';
import { hrefOf } from '../routing/route.ts';
import { AcknowledgeForm } from './AcknowledgeForm.tsx';
import type { DeskDetail } from './documents.ts';
import type { Outcome } from './OutcomeNotice.tsx';
import { RetryForm } from './RetryForm.tsx';

interface ActionProps {
  readonly delivery: DeskDetail;
  readonly search: string;
  readonly report: (outcome: Outcome) => void;
}

/** What can be done about a failed delivery: send it again, or the one that has replaced it; and mark it as seen to. */
export function FailureActions({ delivery, search, report }: ActionProps) {
  const { id, appointment, channel, sequence, recipient, acknowledgement } = delivery;
  const isOutdated = appointment !== null && appointment.sequence > sequence;
  return (
    <>
      {isOutdated ? (
        <Replaced delivery={delivery} search={search} report={report} />
      ) : (
        <RetryForm
          id={id}
          channel={channel}
          recipient={recipient}
          isOurs={appointment !== null}
          failure={failureOf(delivery)}
          report={report}
        />
      )}
      <AcknowledgeForm id={id} acknowledgement={acknowledgement} report={report} />
    </>
  );
}

/** A message that is out of date is not sent again; the one that says what holds now is, where that failed as well. */
function Replaced({ delivery, search, report }: ActionProps) {
  const { appointment, channel } = delivery;
  const newest = appointment?.deliveries.findLast(
    (other) => other.channel === channel && other.sequence === appointment.sequence && other.kind !== 'REMINDER',
  );
  return (
    <>
      <p className="notice">
        The appointment was changed since, so this message is not sent again: a newer one replaces it.
        {newest !== undefined && (
          <>
            {' '}
            <a href={hrefOf({ page: 'deliveries', delivery: newest.id, search })}>
              {messageName(newest.kind, newest.channel)}
            </a>{' '}
            <StatusBadge status={newest.status} />
          </>
        )}
        {newest === undefined && ' Nobody was notified of that change on this channel.'}
      </p>
      {newest?.status === 'FAILED' && (
        <RetryForm
          id={newest.id}
          channel={newest.channel}
          recipient={newest.recipient}
          isOurs
          failure={failureOf(delivery)}
          report={(outcome) =>
            report(outcome.kind === 'done' ? { kind: 'done', text: 'The newer message is sent again.' } : outcome)
          }
          action="Send the newer message again"
        />
      )}
    </>
  );
}

/** The code of why it failed last. */
function failureOf({ history }: DeskDetail): string | null {
  return history.findLast(({ error }) => error !== null)?.error?.code ?? null;
}
