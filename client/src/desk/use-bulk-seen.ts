/** Marking many failures as seen to, with one note, as a React hook. */
import { useState } from 'react';
import { useClient } from 'urql';
import { textOf } from '../api/document.ts';
import { mutate } from '../api/mutate.ts';
import type { Problem } from '../api/problem.ts';
import { messageName } from '../deliveries/words.ts';
import { AcknowledgeDocument, type DeskRow } from './documents.ts';
import { nameOf } from './subject.tsx';

/** How many requests go on at once. */
const AT_ONCE = 4;

/** What became of them. */
export interface SeenRun {
  readonly note: string | null;
  readonly marked: readonly string[];
  readonly refused: readonly { readonly id: string; readonly name: string; readonly why: string }[];
  /** What is left to mark: nothing once it has ended, unless a problem stopped it. */
  readonly left: readonly DeskRow[];
  readonly problem: Problem | null;
}

/** Those that were marked last, and what can be done. */
export interface BulkSeen {
  readonly run: SeenRun | null;
  readonly isRunning: boolean;
  readonly start: (rows: readonly DeskRow[], note: string | null) => void;
  readonly resume: () => void;
  readonly close: () => void;
}

/** `changed` is called with those that a request was made for. A repeated request writes the same note again. */
export function useBulkSeen(changed: (ids: readonly string[]) => void): BulkSeen {
  const calls = useClient();
  const [run, setRun] = useState<SeenRun | null>(null);
  const [isRunning, setRunning] = useState(false);

  async function mark(begun: SeenRun) {
    let state: SeenRun = { ...begun, problem: null };
    const waiting = [...begun.left];
    const lane = async () => {
      for (let row = waiting.shift(); row !== undefined && state.problem === null; row = waiting.shift()) {
        const { id } = row;
        const answer = await mutate(calls, textOf(AcknowledgeDocument), { id, note: state.note });
        state = withAnswer(state, row, answer.kind === 'refused' ? answer.problem : null);
        setRun(state);
      }
    };
    setRun(state);
    setRunning(true);
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    setRunning(false);
    changed(begun.left.map(({ id }) => id));
  }

  return {
    run,
    isRunning,
    start(rows, note) {
      if (!isRunning && rows.length > 0) void mark({ note, marked: [], refused: [], left: rows, problem: null });
    },
    resume() {
      if (run !== null && !isRunning) void mark(run);
    },
    close: () => setRun(null),
  };
}

function withAnswer(run: SeenRun, row: DeskRow, problem: Problem | null): SeenRun {
  const { id } = row;
  const isOver = problem === null || problem.code === 'CONFLICT' || problem.code === 'NOT_FOUND';
  if (!isOver) return { ...run, problem };
  const left = run.left.filter((other) => other.id !== id);
  if (problem === null) return { ...run, left, marked: [...run.marked, id] };
  const name = `${nameOf(row)}, ${messageName(row.kind, row.channel)}`;
  return { ...run, left, refused: [...run.refused, { id, name, why: problem.message }] };
}
