import type { FetcherParams } from '@graphiql/toolkit';
import { fill, type Known, learn, missingIn } from './filled-variables.ts';

/** What the answers of this page have said, for the variables of its tabs. */
export interface Answers {
  known(): Known;
  /** Calls `listener` after each answer that said something. Returns the function that ends it. */
  onChange(listener: () => void): () => void;
  learn(data: unknown): void;
  /** The call with its variables filled; a sentence when they need an answer that has not come. */
  fill(params: FetcherParams): FetcherParams | string;
}

/** Keeps them until the page is left. */
export function createAnswers(): Answers {
  const listeners = new Set<() => void>();
  let known: Known = new Map();
  return {
    known: () => known,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    learn(data) {
      const next = learn(known, data);
      if (next === known) return;
      known = next;
      for (const listener of listeners) listener();
    },
    fill(params) {
      if (params.variables === undefined) return params;
      const filled = fill(JSON.stringify(params.variables), known);
      const missing = missingIn(filled);
      if (missing !== null) {
        return `Run the first tab before this one: it needs ${missing}, which is in that answer.`;
      }
      return { ...params, variables: JSON.parse(filled) };
    },
  };
}
