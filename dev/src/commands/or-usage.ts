import { z } from 'zod';

/**
 * Does what a command does, or reads its options: what that throws is printed, with how the command is used; it ends with 2
 * then, and null is answered.
 */
export async function orUsage<Done>(usage: string, work: () => Done | Promise<Done>): Promise<Done | null> {
  try {
    return await work();
  } catch (error) {
    const said = error instanceof z.ZodError ? error.issues.map(({ message }) => message) : [messageOf(error)];
    console.error(`${[...new Set(said)].join('\n')}\n\n${usage}`);
    process.exitCode = 2;
    return null;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
