/** Runs one exchange with a provider. Rejects, with the signal's reason, when it was cut. */
export type Exchange = <T>(act: (signal: AbortSignal) => Promise<T>) => Promise<T>;

/** Makes what runs exchanges: each is cut by its deadline, in milliseconds, and all of them by `cutting`. */
export function createExchange(deadlineMs: number, cutting: AbortSignal): Exchange {
  const underWay = new Set<AbortController>();
  cutting.addEventListener('abort', () => {
    for (const controller of underWay) controller.abort(cutting.reason);
  });

  return async (act) => {
    const controller = new AbortController();
    const tooLate = () => controller.abort(new DOMException('the deadline has passed', 'TimeoutError'));
    const timer = setTimeout(tooLate, deadlineMs);
    underWay.add(controller);
    if (cutting.aborted) controller.abort(cutting.reason);
    try {
      return await act(controller.signal);
    } finally {
      clearTimeout(timer);
      underWay.delete(controller);
    }
  };
}
