import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import { loading } from '../errors/Failure.tsx';

/** A page whose code is loaded when it is first shown, or by `preload` before. */
export interface LazyPage<Props> {
  readonly Page: LazyExoticComponent<ComponentType<Props>>;
  /** Loads the code now. A load that fails is repeated when the page is shown. */
  readonly preload: () => void;
}

/** A module whose page is its default export. */
interface PageModule<Props> {
  readonly default: ComponentType<Props>;
}

/**
 * Makes a page of `load`, such as `() => import('./Page.tsx')`. One that was loaded before is shown at once: React's own
 * `lazy` would show the fallback for a moment all the same.
 */
export function lazyPage<Props>(load: () => Promise<PageModule<Props>>): LazyPage<Props> {
  let loaded: PageModule<Props> | undefined;
  let pending: Promise<PageModule<Props>> | undefined;

  function start(): Promise<PageModule<Props>> {
    pending ??= load().then(
      (module) => {
        loaded = module;
        return module;
      },
      (cause: unknown) => {
        pending = undefined;
        throw cause;
      },
    );
    return pending;
  }

  return {
    Page: lazy(() => (loaded === undefined ? loading(start)() : settled(loaded))),
    preload: () => void start().catch(() => undefined),
  };
}

/** A promise that React finds settled while it asks: it calls back within `then`. */
function settled<Value>(value: Value): Promise<Value> {
  const promise = Promise.resolve(value);
  // biome-ignore lint/suspicious/noThenProperty: that is what makes it one
  return Object.assign(promise, { then: (settle: (value: Value) => unknown) => settle(value) }) as Promise<Value>;
}

/** Longer than a page takes to load on a slow phone. */
const AT_LAST_MS = 5_000;

/** Preloads pages once the browser has nothing else to do. Returns the function that gives it up. */
export function preloadWhenIdle(pages: readonly Pick<LazyPage<never>, 'preload'>[]): () => void {
  const run = () => {
    for (const { preload } of pages) preload();
  };
  if (typeof window.requestIdleCallback !== 'function') {
    const timer = setTimeout(run, AT_LAST_MS); // Safari has none
    return () => clearTimeout(timer);
  }
  const id = window.requestIdleCallback(run, { timeout: AT_LAST_MS });
  return () => window.cancelIdleCallback(id);
}
