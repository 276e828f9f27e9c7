import { RetryWarning } from './RetryWarning.tsx';
import { SeenDialog } from './SeenDialog.tsx';
import type { DeskActions } from './use-desk-actions.ts';

/** The question that an action waits for. */
export function Questions({ actions: { question, send, mark, closeQuestion } }: { actions: DeskActions }) {
  if (question === null) return null;
  if (question.kind === 'retry')
    return <RetryWarning cautions={question.cautions} send={send} closed={closeQuestion} />;
  return <SeenDialog rows={question.rows} mark={(note) => mark(question.rows, note)} closed={closeQuestion} />;
}
