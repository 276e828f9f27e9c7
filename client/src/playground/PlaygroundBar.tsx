import { useGraphiQL } from '@graphiql/react';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import type { SessionStore } from '../session/session.ts';
import type { Answers } from './answers.ts';
import { fill } from './filled-variables.ts';

/** The way back, as whom the page calls, and what keeps the variables filled. */
export function PlaygroundBar({
  session,
  answers,
  hasOwnToken,
}: {
  session: SessionStore;
  answers: Answers;
  hasOwnToken: boolean;
}) {
  const now = useSyncExternalStore(session.onChange, session.current);
  useFilledVariables(answers);
  return (
    <span className="playground-bar">
      <a href="/">Back to Belltower</a>
      <span>{hasOwnToken ? 'with the token in Headers' : whoIn(now)}</span>
    </span>
  );
}

function whoIn(session: ReturnType<SessionStore['current']>): string {
  if (session.kind !== 'signed-in') return 'not signed in';
  const { name, sub, role } = session.claims;
  return `${name ?? sub} (${role})`;
}

/** Writes what is known into the variables of the tab that is shown. What was typed there stays. */
function useFilledVariables(answers: Answers): void {
  const editor = useGraphiQL((state) => state.variableEditor);
  const tab = useGraphiQL((state) => state.activeTabIndex);
  const known = useSyncExternalStore(answers.onChange, answers.known);
  const templates = useRef(new Map<string, string>()); // of the texts that were written here
  // biome-ignore lint/correctness/useExhaustiveDependencies: another tab has another text
  useEffect(() => {
    const text = editor?.getValue() ?? '';
    const template = templates.current.get(text) ?? text;
    const filled = fill(template, known);
    if (filled === text) return;
    templates.current.set(filled, template);
    editor?.setValue(filled);
  }, [editor, tab, known]);
}
