import { useState } from 'react';
import { messageName } from '../deliveries/words.ts';
import type { Cautions } from './cautions.ts';
import { DeskDialog } from './DeskDialog.tsx';
import type { DeskRow } from './documents.ts';
import { nameOf } from './subject.tsx';

/** The most that are named one by one. */
const NAMED = 5;

/** Says which of those that are to be sent again cannot succeed, and leaves them out unless the reader chooses otherwise. */
export function RetryWarning({
  cautions,
  send,
  closed,
}: {
  cautions: Cautions;
  send: (rows: readonly DeskRow[]) => void;
  closed: () => void;
}) {
  const { hopeless, hopeful, maybeSent } = cautions;
  const without = hopeless.flatMap(({ rows }) => rows);
  const [isLeftOut, setLeftOut] = useState(true);
  const sent = isLeftOut ? hopeful : [...hopeful, ...without];
  return (
    <DeskDialog title="Before these are sent again" closed={closed}>
      {(close) => (
        <>
          {without.length > 0 && (
            <>
              <p>{countOf(without.length, without.length + hopeful.length, 'cannot succeed without a correction.')}</p>
              {hopeless.map(({ why, rows }) => (
                <div key={why}>
                  <h3>
                    {why}: {rows.length}
                  </h3>
                  <ul className="lines">
                    {rows.slice(0, NAMED).map((row) => (
                      <li key={row.id}>
                        {nameOf(row)}, {messageName(row.kind, row.channel)}
                        {row.recipient !== null && ` to ${row.recipient}`}
                      </li>
                    ))}
                    {rows.length > NAMED && <li>and {rows.length - NAMED} more</li>}
                  </ul>
                </div>
              ))}
              <div className="choices">
                <label>
                  <input type="checkbox" checked={isLeftOut} onChange={() => setLeftOut(!isLeftOut)} />
                  Leave {without.length === 1 ? 'it' : `these ${without.length}`} out
                </label>
              </div>
            </>
          )}
          {maybeSent > 0 && (
            <p>{countOf(maybeSent, hopeful.length, 'may have arrived already, and would come twice.')}</p>
          )}
          {sent.length === 0 && <p>Then none is left to send. Open each, and correct where it goes.</p>}
          <div className="actions">
            <button
              type="button"
              aria-disabled={sent.length === 0}
              onClick={() => {
                if (sent.length === 0) return;
                close();
                send(sent);
              }}
            >
              {sent.length === 0 ? 'Send again' : `Send ${sent.length} again`}
            </button>
            <button type="button" className="plain" onClick={close}>
              Do not send
            </button>
          </div>
        </>
      )}
    </DeskDialog>
  );
}

function countOf(count: number, of: number, rest: string): string {
  const all = of === 1 ? 'It' : 'All of them';
  return `${count === of ? all : `${count} of them`} ${rest}`;
}
