import type { SessionStore } from './session.ts';

/** A socket whose token has ended needs another than that; which one may be there already, renewed for a call or by another tab. */
export function tokenForSocket(session: Pick<SessionStore, 'token'>): (isEnded: boolean) => Promise<string | null> {
  let used: string | null = null;
  return async (isEnded) => {
    const token = await session.token(false);
    used = isEnded && token === used ? await session.token(true) : token;
    return used;
  };
}
