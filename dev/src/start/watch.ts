/** Reports when a service's sources change: its own, and those of the workspaces that it is made of. */
import { existsSync, readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const manifest = z.object({ dependencies: z.record(z.string(), z.string()).default({}) });
const SCOPE = '@belltower/';
/** An editor writes a file in several steps, and a checkout many files. */
const QUIET_MS = 150;

/** The folder of a workspace and of all workspaces that it depends on, the furthest included. */
export function workspacesOf(root: string, workspace: string): readonly string[] {
  const found = new Set<string>();
  const visit = (name: string) => {
    if (found.has(name)) return;
    found.add(name);
    const { dependencies } = manifest.parse(JSON.parse(readFileSync(join(root, name, 'package.json'), 'utf8')));
    for (const dependency of Object.keys(dependencies)) {
      if (dependency.startsWith(SCOPE)) visit(dependency.slice(SCOPE.length));
    }
  };
  visit(workspace);
  return [...found];
}

/**
 * Calls `onChange` once for each burst of changes of the workspaces' sources or of schema.graphql, with one of the
 * changed files. Tests are no sources.
 */
export function watchSources(
  root: string,
  workspaces: readonly string[],
  onChange: (file: string) => void,
): AsyncDisposable {
  let timer: NodeJS.Timeout | undefined;
  const changed = (file: string) => {
    if (/\.test\.tsx?$/.test(file) || !/\.(ts|sql|json|graphql)$/.test(file)) return;
    clearTimeout(timer);
    timer = setTimeout(() => onChange(file), QUIET_MS);
  };
  const watchers = workspaces
    .map((workspace) => join(workspace, 'src'))
    .filter((folder) => existsSync(join(root, folder)))
    .map((folder) =>
      watch(join(root, folder), { recursive: true }, (_event, file) => changed(join(folder, file ?? ''))),
    );
  watchers.push(watch(root, (_event, file) => file === 'schema.graphql' && changed(file)));
  return {
    async [Symbol.asyncDispose]() {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
}
