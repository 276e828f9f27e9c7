/** Holds back what comes first for what follows soon, so that they go on together, in the order they came. */
export interface Gathering {
  /** Resolves when the moment is over, or at once, after all that wait, for what ends it. */
  join(options: { readonly ends: boolean }): Promise<void>;
  /** Ends the moment; resolves when all that waited have gone on. */
  end(): Promise<void>;
}

/** Creates a gathering whose moments last `ms` from the first that joins. */
export function createGathering(ms: number): Gathering {
  let moment: { readonly over: Promise<void>; end(): void } | null = null;

  function begin() {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(end, ms);
    return {
      over: promise,
      end: () => {
        clearTimeout(timer);
        resolve();
      },
    };
  }

  function end(): void {
    moment?.end();
    moment = null;
  }

  return {
    join({ ends }) {
      moment ??= begin();
      const { over } = moment;
      if (ends) end();
      return over;
    },
    async end() {
      const over = moment?.over;
      end();
      await over;
    },
  };
}
