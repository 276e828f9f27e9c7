import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { parseSync } from 'oxc-parser';

/** One import of a file: types, re-exports and dynamic imports count as well. */
export interface Import {
  readonly file: string;
  readonly specifier: string;
  /** The imported file, from the project's root; null when it is a package. */
  readonly target: string | null;
}

/** Every import of the product's source files below `folders`: neither tests, test support nor generated code. */
export function readImports(root: string, folders: readonly string[]): Import[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '--', ...folders], {
    cwd: root,
    encoding: 'utf8',
  });
  const files = listed.split('\n').filter((file) => /^[^/]+\/src\/.*\.tsx?$/.test(file) && !isTestCode(file));
  return files.flatMap((file) => importsOf(file, readFileSync(`${root}/${file}`, 'utf8')));
}

/** The imports of one file. */
export function importsOf(file: string, source: string): Import[] {
  const { module, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file} cannot be parsed: ${errors[0]?.message}`);
  const specifiers = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
    ),
    ...module.dynamicImports.map(({ moduleRequest }) =>
      source.slice(moduleRequest.start, moduleRequest.end).replace(/^['"`]|['"`]$/g, ''),
    ),
  ];
  return [...new Set(specifiers)].map((specifier) => ({
    file,
    specifier,
    target: specifier.startsWith('.') ? posix.join(posix.dirname(file), specifier) : null,
  }));
}

function isTestCode(file: string): boolean {
  return /\.(test|contract|setup)\.tsx?$|\/(testing|generated)\/|\/contract-[^/]*$/.test(file);
}
