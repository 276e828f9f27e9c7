import type { Stage } from './stage.ts';

/** Something that breaks at night, and how. */
export interface Fault {
  /** In kebab-case. */
  readonly name: string;
  /** What is wrong, as the operator who has found it says it. */
  readonly cause: string;
  /** The alerts that fire for it, the one that it is made for first. */
  readonly alerts: readonly [string, ...string[]];
  /** What else may fire for it, or for its end, by how long it lasts. @default none */
  readonly mayAlso?: readonly string[];
  /** The log that it needs. @default either */
  readonly log?: 'postgres' | 'kafka';
  /** Causes it; disposing what it resolves with undoes it, as far as it can be undone. */
  begin(stage: Stage): Promise<AsyncDisposable>;
}

/** What ends a fault. */
export function undo(end: () => Promise<unknown> | unknown): AsyncDisposable {
  return {
    async [Symbol.asyncDispose]() {
      await end();
    },
  };
}

/** What passes by itself, or stays. */
export const nothingToUndo = undo(() => {});
