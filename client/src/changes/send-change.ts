import type { AnyVariables, Client, TypedDocumentNode } from 'urql';
import { mutate } from '../api/mutate.ts';
import type { Refusal } from '../book/use-draft-form.ts';
import type { SentKeys } from '../storage/sent-keys.ts';

/**
 * Sends a change of an appointment, once however often its answer is lost. Resolves with null when it is done. `refresh` is
 * called where the refusal says that the appointment is another than the page shows.
 */
export async function sendChange<Input extends object, Data>(
  calls: Client,
  document: TypedDocumentNode<Data, { input: Input & { idempotencyKey: string } } & AnyVariables>,
  input: Input,
  { keys, refresh }: { readonly keys: SentKeys; readonly refresh: () => void },
): Promise<Refusal | null> {
  const outcome = await mutate(calls, document, { input: { ...input, idempotencyKey: keys.keyFor(input) } });
  if (outcome.kind === 'answered') {
    keys.forget();
    return null;
  }
  const { code, message, issues } = outcome.problem;
  if (code === 'CONFLICT') {
    keys.forget(); // with it, no press would ever succeed
    refresh();
  }
  return { message, issues };
}
