import { createRequire } from 'node:module';
import type { Client } from 'pg';

/** A statement as it was run, with its values beside it or in it. */
export interface RunStatement {
  readonly name: string;
  readonly text: string;
}

const READS_OR_WRITES = /^\s*(?:select|insert|update|delete|with)\b/i;

const require = createRequire(import.meta.url);

/** Whose statements are recorded: each may have a copy of `pg` of its own. */
const USERS = ['@mikro-orm/postgresql', '@belltower/event-log'];

/**
 * Runs `scenario` and answers the statements that were run meanwhile over any connection of this process: each text once,
 * named by its name, or by its beginning.
 */
export async function recordStatements(scenario: () => Promise<void>): Promise<readonly RunStatement[]> {
  const texts = new Map<string, string>();
  const clients = new Set(USERS.map((user) => createRequire(require.resolve(user))('pg').Client as typeof Client));
  const restore = [...clients].map(({ prototype }) => {
    const { query } = prototype;
    const recording = function (this: Client, ...args: Parameters<typeof query>) {
      record(args[0], texts);
      return query.apply(this, args);
    };
    prototype.query = recording as unknown as typeof query; // it has an overload for each way to call it
    return () => {
      prototype.query = query;
    };
  });
  try {
    await scenario();
  } finally {
    for (const one of restore) one();
  }
  return [...texts].map(([text, name]) => ({ name, text }));
}

function record(given: unknown, texts: Map<string, string>): void {
  const { text, name } = typeof given === 'string' ? { text: given } : (given as { text?: string; name?: string });
  if (text === undefined || !READS_OR_WRITES.test(text)) return;
  texts.set(text, name ?? text.replace(/\s+/g, ' ').slice(0, 120));
}
