import { isLoopback } from '@belltower/support/settings';

/** Decides whether a browser on an origin may open a socket here. */
export type OriginCheck = (origin: string | undefined, host: string | undefined) => boolean;

/** Our own origin and the listed ones may; so may a client that sends none, which no browser does. */
export function createOriginCheck(allowed: readonly string[]): OriginCheck {
  return (origin, host) => {
    if (origin === undefined || allowed.includes(origin)) return true;
    return URL.canParse(origin) && new URL(origin).host === host;
  };
}

/**
 * Whether a `Host` header names this machine, or one of the listed origins. A page of another site whose name was made to lead to
 * 127.0.0.1 (DNS rebinding) is of our origin for its browser, but sends its own name.
 */
export function isOfThisMachine(host: string | undefined, allowed: readonly string[]): boolean {
  const url = `http://${host}`;
  if (!host || !URL.canParse(url)) return false;
  return isLoopback(new URL(url).hostname) || allowed.some((origin) => new URL(origin).host === host);
}
