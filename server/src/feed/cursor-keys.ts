import type { ServerKey } from '../auth/server-keys.ts';
import type { CursorKeys } from './cursor.ts';

/** The server's keys as cursors want them: the one that signs, and those that are accepted. */
export function createCursorKeys(readKeys: () => Promise<readonly ServerKey[]>): () => Promise<CursorKeys> {
  return async () => {
    const [signing, ...others] = (await readKeys()).map(({ key }) => key);
    if (signing === undefined) throw new Error('there is no key to sign cursors with');
    return [signing, ...others];
  };
}
