import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { createQuery } from './query.ts';

const NO_DATABASE = '3D000';
const DUPLICATE_DATABASE = '42P04';

/** A database of one test file's own. Disposing it drops it, and closes what is still connected. */
export type TestDatabase = Awaited<ReturnType<typeof createTestDatabase>>;

/** What a database begins as, when not empty. */
export interface Template {
  /** Of the database that is copied. It is kept for the run. */
  readonly name: string;
  /** Fills it, when nobody has yet, and leaves no connection to it. */
  fill(url: string): Promise<void>;
}

/**
 * Makes a database in a PostgreSQL, empty or as a template is.
 *
 * @param serverUrl where it is @default the run's
 */
export async function createTestDatabase(serverUrl = inject('postgresUrl'), template?: Template) {
  const server = createQuery(serverUrl);
  const name = `t_${randomUUID().replaceAll('-', '')}`;
  const create = () => server(`CREATE DATABASE ${name} TEMPLATE ${template?.name ?? 'template1'} STRATEGY file_copy`);
  await create().catch(async (error: { code?: string }) => {
    if (template === undefined || error.code !== NO_DATABASE) throw error;
    await makeTemplate(serverUrl, template);
    await create();
  });
  const { href: url } = new URL(`/${name}`, serverUrl);
  return {
    name,
    url,
    query: createQuery(url),
    async [Symbol.asyncDispose]() {
      await server(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

/** Makes it beside its name and renames it when it is whole: several test files may begin at once, and the first wins. */
async function makeTemplate(serverUrl: string, { name, fill }: Template): Promise<void> {
  await using draft = await createTestDatabase(serverUrl);
  await fill(draft.url);
  await createQuery(serverUrl)(`ALTER DATABASE ${draft.name} RENAME TO ${name}`).catch((error: { code?: string }) => {
    if (error.code !== DUPLICATE_DATABASE) throw error;
  });
}
