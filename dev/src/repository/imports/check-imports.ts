import type { Import } from './read-imports.ts';
import type { rules } from './rules.ts';

/** What is wrong with these imports, a sentence each; empty when all is as the rules say. */
export function wrongImports(
  imports: readonly Import[],
  { workspaces, vendors, pure, rooms, leaves }: typeof rules,
): string[] {
  return imports.flatMap(({ file, specifier, target }) => {
    const [workspace = ''] = file.split('/');
    const problems: string[] = [];
    if (target !== null && !target.startsWith(`${workspace}/`)) {
      problems.push(`${file} imports ${target} by its path: import a workspace by its name`);
    }
    if (specifier.startsWith('@belltower/')) {
      const name = specifier.slice('@belltower/'.length);
      const allowed = workspaces[workspace] ?? [];
      if (!allowed.some((one) => name === one || name.startsWith(`${one}/`))) {
        problems.push(
          `${file} imports ${specifier}: ${workspace}/ may import ${allowed.join(', ') || 'nothing of ours'}`,
        );
      }
    }
    const vendor = Object.keys(vendors).find(
      (name) => specifier === name || specifier.startsWith(name.endsWith('/') ? name : `${name}/`),
    );
    const folders = vendor === undefined ? undefined : vendors[vendor];
    if (folders !== undefined && !folders.some((folder) => file.startsWith(`${folder}/`))) {
      problems.push(`${file} imports ${specifier}: only ${folders.join(' and ')} may`);
    }
    if (
      specifier.startsWith('node:') &&
      specifier !== 'node:crypto' &&
      pure.some((folder) => file.startsWith(`${folder}/`))
    ) {
      problems.push(`${file} imports ${specifier}: ${workspace}/ is pure`);
    }
    const upwards = target === null ? null : wayUp(file, target, rooms, leaves);
    if (upwards !== null) problems.push(upwards);
    return problems;
  });
}

/** What is wrong where an import leads to a room above its own, or out of all rooms; else null. */
function wayUp(file: string, target: string, rooms: typeof rules.rooms, leaves: readonly string[]): string | null {
  const service = Object.keys(rooms).find((folder) => file.startsWith(`${folder}/`) && target.startsWith(`${folder}/`));
  if (service === undefined || target.includes('/generated/')) return null;
  const order = rooms[service] ?? [];
  const roomOf = (path: string) =>
    path
      .slice(service.length + 1)
      .split('/')
      .slice(0, -1)[0] ?? null;
  const [from, to] = [roomOf(file), roomOf(target)];
  if (from === to || from === null || from === 'commands' || leaves.includes(target)) return null;
  if (to === null) return `${file} imports ${target}, which stands beside the rooms`;
  const [above, below] = [order.indexOf(from), order.indexOf(to)];
  if (above < 0 || below < 0) return `${file} imports ${target}: which of the two rooms is above is not in the rules`;
  return above < below ? null : `${file} imports ${target}: ${to}/ is above ${from}/`;
}
