/** Calls of a process by the one that started it, by name, over their message channel. */
import type { NodeProcess } from './node-process.ts';

interface Call {
  readonly call: string;
  readonly argument: unknown;
  readonly id: number;
}

interface Answer {
  /** The call's id. */
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

/** Makes what calls a process, and resolves with its answer. That rejects with what the call failed with. */
export function callsTo(child: NodeProcess) {
  let calls = 0;
  return async <Value>(name: string, argument: unknown = null): Promise<Value> => {
    const id = ++calls;
    const answer = child.next(
      (message): message is Answer =>
        typeof message === 'object' && message !== null && 'answered' in message && message.answered === id,
    );
    child.send({ call: name, argument, id } satisfies Call);
    const { value, failed } = await answer;
    if (failed !== undefined) throw new Error(`${child.name}: ${name}: ${failed}`);
    return value as Value;
  };
}
