/** The side of a process under measurement: it answers what the benchmark that started it calls. */

/** One call, as it goes through the message channel. */
export interface Call {
  readonly call: string;
  readonly argument: unknown;
  readonly id: number;
}

/** What came of the call with this id. */
export interface Answer {
  readonly answered: number;
  readonly value?: unknown;
  readonly failed?: string;
}

/** Answers calls by name. A name that is not here belongs to another answerer in the same process. */
export function answerCalls(calls: Readonly<Record<string, (argument: never) => unknown>>): void {
  process.on('message', async ({ call, argument, id }: Call) => {
    const answer = calls[call];
    if (answer === undefined) return;
    try {
      process.send?.({ answered: id, value: await answer(argument as never) } satisfies Answer);
    } catch (error) {
      const failed = error instanceof Error ? (error.stack ?? error.message) : String(error);
      process.send?.({ answered: id, failed } satisfies Answer);
    }
  });
}

/** Says that this process is ready, and ends it when the process that started it ends. */
export function serve(url: string, calls: Parameters<typeof answerCalls>[0] = {}): void {
  answerCalls(calls);
  process.once('disconnect', () => process.exit());
  process.send?.({ ready: url });
}

/** How fast something was, and what it cost the process that did it. */
export interface Cost {
  /** A second. */
  readonly rate: number;
  /** Microseconds of CPU, for each. */
  readonly cpuMicros: number;
}

/** Makes a call of a task that is prepared with `count`, and then timed. */
export function timed(prepare: (count: number) => Promise<() => Promise<void>>): (count: number) => Promise<Cost> {
  return async (count) => {
    const task = await prepare(count);
    const [startedAt, before] = [performance.now(), process.cpuUsage()];
    await task();
    const { user, system } = process.cpuUsage(before);
    return { rate: (count * 1_000) / (performance.now() - startedAt), cpuMicros: (user + system) / count };
  };
}
