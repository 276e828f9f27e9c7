import type { Logger } from 'pino';
import type { Provider } from './provider.ts';

/** How long after a failure the provider is looked at again, in milliseconds. */
const RETRY_MS = 10_000;

/**
 * Looks at the provider at once, and again until it answers, so that pages may call it before the first token has to be checked. Nothing
 * waits for it: a provider that is away stops no start.
 */
export function startDiscovery(provider: Provider, log: Logger, retryMs = RETRY_MS): Disposable {
  let timer: NodeJS.Timeout | undefined;
  let disposed = false;
  const look = () => {
    provider.metadata().then(
      ({ issuer }) => log.info({ issuer }, 'the identity provider is found'),
      (error: unknown) => {
        log.warn({ err: error }, 'the identity provider cannot be found: nobody can sign in, tokens cannot be checked');
        if (disposed) return;
        timer = setTimeout(look, retryMs);
        timer.unref();
      },
    );
  };
  look();
  return {
    [Symbol.dispose]() {
      disposed = true;
      clearTimeout(timer);
    },
  };
}
