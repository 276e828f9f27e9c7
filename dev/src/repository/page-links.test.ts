import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../project.ts';

const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: projectRoot,
  encoding: 'utf8',
}).split('\n');
const pages = tracked.filter((file) => file.endsWith('.md') && existsSync(join(projectRoot, file)));
const workspaces = new Set(tracked.filter((file) => file.includes('/')).map((file) => file.split('/')[0]));

describe('the links of the pages', () => {
  it('lead to files and headings that exist', () => {
    expect(pages.length).toBeGreaterThan(40);
    expect(pages.flatMap((page) => brokenLinks(page, read(page)))).toEqual([]);
  });

  it('are found wrong when the file or the heading is missing', () => {
    const text =
      '[a](missing.md) [b](scaling.md#no-such-heading) [c](scaling.md#capacity) [d](https://example.com/x.md)';
    expect(brokenLinks('docs/README.md', text)).toEqual([
      'docs/README.md links to missing.md, which does not exist',
      'docs/README.md links to scaling.md#no-such-heading, a heading that docs/scaling.md does not have',
    ]);
  });
});

describe('the paths that pages name in code type', () => {
  it('exist', () => {
    const current = pages.filter((page) => !page.endsWith('CHANGELOG.md'));
    expect(current.flatMap((page) => missingPaths(page, read(page)))).toEqual([]);
  });

  it('are found wrong when the file is missing, and only below folders of the repository', () => {
    const text = '`server/src/missing.ts` `server/src/server.ts` `e2e/src/browser*.test.ts` `fold/never.ts`';
    expect(missingPaths('docs/README.md', text)).toEqual([
      'docs/README.md names server/src/missing.ts, which does not exist',
    ]);
  });
});

function read(page: string): string {
  return readFileSync(join(projectRoot, page), 'utf8');
}

function brokenLinks(page: string, text: string): string[] {
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return targets.flatMap((target) => {
    if (/^[a-z]+:/.test(target)) return [];
    const [path = '', heading] = target.split('#');
    const file = path === '' ? page : posix.join(posix.dirname(page), path);
    if (!existsSync(join(projectRoot, file))) return [`${page} links to ${target}, which does not exist`];
    if (heading === undefined || !file.endsWith('.md') || anchorsOf(read(file)).includes(heading)) return [];
    return [`${page} links to ${target}, a heading that ${file} does not have`];
  });
}

/** The anchors that GitHub gives to the headings of a page. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\- ]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function missingPaths(page: string, text: string): string[] {
  const paths = [...text.matchAll(/`([\w.-]+)(\/[\w./-]+\.(?:ts|tsx|mjs|md|json|yml|graphql))`/g)];
  return paths
    .filter(([, folder = '', rest = '']) => workspaces.has(folder) && !existsSync(join(projectRoot, folder + rest)))
    .map(([, folder, rest]) => `${page} names ${folder}${rest}, which does not exist`);
}
