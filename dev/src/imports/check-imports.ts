import type { Import } from './read-imports.ts';
import type { rules } from './rules.ts';

/** What is wrong with these imports, a sentence each; empty when all is as the rules say. */
export function wrongImports(imports: readonly Import[], { workspaces, vendors, pure }: typeof rules): string[] {
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
    if (specifier.startsWith('node:') && pure.some((folder) => file.startsWith(`${folder}/`))) {
      problems.push(`${file} imports ${specifier}: ${workspace}/ is pure`);
    }
    return problems;
  });
}
