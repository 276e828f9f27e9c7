/**
 * `npm run keep-release -- <commit>`: keeps what server and notifier of a release run on, in place of the release before
 * it, so that the test in this folder needs no git history. Done once at each release.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const WORKSPACES = ['support', 'events', 'messages', 'event-log', 'channels', 'server', 'notifier'];
const KEPT = [
  'package.json',
  'schema.graphql',
  ...WORKSPACES.flatMap((name) => [`${name}/package.json`, `${name}/src`]),
];
const LEFT_OUT = ['*.test.ts', '*.contract.ts', '*/src/testing/*', '*/.snapshot.json'].map(
  (path) => `:(exclude)${path}`,
);

const [, , commit = 'HEAD'] = process.argv;
const root = new URL('../../../', import.meta.url);
const git = (...args: string[]) => execFileSync('git', args, { cwd: root, maxBuffer: 64 * 2 ** 20 });
const { version } = JSON.parse(String(git('show', `${commit}:package.json`)));
const tar = git('archive', '--format=tar', commit, '--', ...KEPT, ...LEFT_OUT);
for (const name of readdirSync(import.meta.dirname)) {
  if (name.endsWith('.tar.gz')) rmSync(`${import.meta.dirname}/${name}`);
}
writeFileSync(`${import.meta.dirname}/belltower-${version}.tar.gz`, gzipSync(tar, { level: 9 }));
console.log(`kept: ${version} as of ${commit}`);
