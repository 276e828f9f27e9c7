import type { AnyVariables, Client, TypedDocumentNode } from 'urql';
import { type Problem, problemFor, problemOf } from './problem.ts';

/** How often a mutation is sent before a form shows that it failed. */
const ATTEMPTS = 3;
const BETWEEN_MS = 700;

/** What became of a mutation. */
export type Mutated<Data> =
  | { readonly kind: 'answered'; readonly data: Data }
  | { readonly kind: 'refused'; readonly problem: Problem };

/**
 * Sends a mutation, and repeats it after a lost answer: `variables` must make repeats harmless, as an idempotency key
 * does.
 */
export async function mutate<Data, Variables extends AnyVariables>(
  calls: Client,
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Mutated<Data>> {
  for (let attempt = 1; ; attempt++) {
    const { data, error } = await calls.mutation(document, variables).toPromise();
    if (data) return { kind: 'answered', data };
    if (error === undefined) return { kind: 'refused', problem: problemFor('BAD_RESPONSE') };
    const problem = problemOf(error);
    if (!problem.retryable || attempt >= ATTEMPTS) return { kind: 'refused', problem };
    const waitMs = Math.max(BETWEEN_MS * attempt, problem.retryAfterMs ?? 0);
    await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
}
