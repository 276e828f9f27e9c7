/** Decides whether a browser on an origin may open a socket here. */
export type OriginCheck = (origin: string | undefined, host: string | undefined) => boolean;

/** Our own origin and the listed ones may; so may a client that sends none, which no browser does. */
export function createOriginCheck(allowed: readonly string[]): OriginCheck {
  return (origin, host) => {
    if (origin === undefined || allowed.includes(origin)) return true;
    return URL.canParse(origin) && new URL(origin).host === host;
  };
}
