/**
 * Promise: a service starts with settings that are all valid, or not at all, and then it says everything
 * that is wrong with them at once. A wrong value is never replaced by a default.
 */
import { readFileSync } from 'node:fs';
import type { z } from 'zod';

/** What `process.env` is. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A schema of variables: what `z.object` makes, refined or not. */
export type VariablesSchema<Settings> = z.ZodType<Settings> & { readonly shape: Readonly<Record<string, unknown>> };

/** Settings that cannot be used. Its message has one line for each problem and repeats no secret. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The environment cannot be used:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/**
 * Parses the variables that `schema` names. An empty variable counts as unset; a variable `NAME` may come
 * from the file that `NAME_FILE` names, as container secrets do, its last line break removed.
 *
 * @throws {EnvironmentError} with every problem, each beginning with its variable's name
 */
export function readEnvironment<Settings>(schema: VariablesSchema<Settings>, environment: Environment): Settings {
  const problems: string[] = [];
  const parsed = schema.safeParse(resolveFiles(Object.keys(schema.shape), environment, problems));
  if (!parsed.success) {
    for (const issue of parsed.error.issues) problems.push(`${issue.path.join('.') || 'settings'}: ${issue.message}`);
  }
  if (problems.length > 0 || !parsed.success) throw new EnvironmentError(problems);
  return parsed.data;
}

/** Only the schema's own names: other programs' variables end in _FILE too, and need not be readable for us. */
function resolveFiles(names: readonly string[], environment: Environment, problems: string[]): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && value !== '') values[name] = value;
  }
  for (const name of names) {
    const fileVariable = `${name}_FILE`;
    const path = values[fileVariable];
    if (path === undefined) continue;
    if (values[name] !== undefined) problems.push(`${name}: given twice, also as ${fileVariable}`);
    try {
      values[name] = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
    } catch (error) {
      problems.push(`${fileVariable}: cannot be read (${(error as NodeJS.ErrnoException).code})`);
    }
  }
  return values;
}
