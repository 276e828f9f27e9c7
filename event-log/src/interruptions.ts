/** Reports an interruption once: retries that fail as well report nothing until it is over. */
export interface Interruptions {
  failed(error: unknown): void;
  /** Reading works again: the next failure is reported. */
  recovered(): void;
}

/** Creates it; `report` is called with the first failure of each interruption. */
export function createInterruptions(report: (error: unknown) => void): Interruptions {
  let isReported = false;
  return {
    failed(error) {
      if (!isReported) report(error);
      isReported = true;
    },
    recovered() {
      isReported = false;
    },
  };
}
