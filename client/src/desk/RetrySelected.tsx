import { useState } from 'react';
import { useClient } from 'urql';
import { useAnnounce } from '../announcing/Announcing.tsx';
import { textOf } from '../api/document.ts';
import { ProblemNotice } from '../api/ProblemNotice.tsx';
import { type Problem, problemOf } from '../api/problem.ts';
import { CHANNEL_NAMES } from '../deliveries/words.ts';
import { titleOf } from './DeliveryRow.tsx';
import { type DeskRow, RetryManyDocument } from './documents.ts';
import { refusalOf } from './words.ts';

/** What became of sending several again. */
interface Outcome {
  readonly sent: number;
  readonly refused: readonly { readonly id: string; readonly name: string; readonly why: string }[];
}

/**
 * Sends the selected failures again, each to the address it failed at, and shows which were accepted. It stays when the list
 * has no failure (left), so that its outcome stays visible, and nothing moves or loses the focus.
 */
export function RetrySelected({
  selected,
  isPossible,
  selectAll,
  clear,
  look,
}: {
  selected: readonly DeskRow[];
  /** Whether there is a failure to select. */
  isPossible: boolean;
  selectAll: () => void;
  clear: () => void;
  look: (ids: readonly string[]) => void;
}) {
  const calls = useClient();
  const announce = useAnnounce();
  const [isSending, setSending] = useState(false);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);

  async function retry() {
    if (isSending || selected.length === 0) return;
    setSending(true);
    const ids = selected.map(({ id }) => id);
    const nameOf = new Map(selected.map((row) => [row.id, `${titleOf(row)}, ${CHANNEL_NAMES[row.channel]}`]));
    const { data, error } = await calls.mutation(textOf(RetryManyDocument), { ids }).toPromise();
    setSending(false);
    setProblem(error === undefined ? null : problemOf(error));
    look(ids); // also after an error: the answer may be all that was lost
    if (!data) return;
    const { deliveries, refused } = data.retryDeliveries;
    setOutcome({
      sent: deliveries.length,
      refused: refused.map(({ id, code }) => ({ id, name: nameOf.get(id) ?? id, why: refusalOf(code) })),
    });
    announce(new Map([['retry', `${sentenceOf(deliveries.length)} ${refused.length} refused.`]]));
    clear();
  }

  return (
    <div className="selection">
      <button
        type="button"
        className="plain"
        aria-disabled={!isPossible}
        onClick={selected.length > 0 ? clear : selectAll}
      >
        {selected.length > 0 ? 'Select none' : 'Select failed'}
      </button>
      <button
        type="button"
        aria-disabled={isSending || selected.length === 0}
        className={selected.length === 0 ? 'plain' : undefined}
        onClick={retry}
      >
        {isSending ? 'Sending again…' : `Send ${selected.length === 0 ? 'selected' : selected.length} again`}
      </button>
      {problem !== null && <ProblemNotice problem={problem} retry={retry} />}
      {outcome !== null && (
        <div className={outcome.refused.length > 0 ? 'notice warn' : 'notice'} data-outcome>
          <p>{sentenceOf(outcome.sent)}</p>
          {outcome.refused.length > 0 && (
            <>
              <p>{outcome.refused.length === 1 ? 'One was not:' : `${outcome.refused.length} were not:`}</p>
              <ul>
                {outcome.refused.map(({ id, name, why }) => (
                  <li key={id}>
                    {name}: {why}
                  </li>
                ))}
              </ul>
            </>
          )}
          <button type="button" className="plain" onClick={() => setOutcome(null)}>
            Close
          </button>
        </div>
      )}
    </div>
  );
}

function sentenceOf(sent: number): string {
  if (sent === 0) return 'None is sent again.';
  return sent === 1 ? 'One delivery is sent again.' : `${sent} deliveries are sent again.`;
}
