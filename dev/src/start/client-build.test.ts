import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openProcessLog } from '../process/process-log.ts';
import { buildClient, buildPlayground } from './client-build.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'belltower-client-build-'));
  for (const folder of ['client/src', 'client/node_modules/x', 'sdk/src', 'dev'])
    mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'package.json'), JSON.stringify({ workspaces: ['client'] }));
  scriptOfBuild('mkdir -p dist && cp src/page.html dist/index.html');
  writeFileSync(join(root, 'client', 'src', 'page.html'), 'one');
  ensures(`fs.appendFileSync('installed', process.argv[2])`);
});
afterEach(() => rmSync(root, { recursive: true }));

function scriptOfBuild(build: string): void {
  writeFileSync(
    join(root, 'client', 'package.json'),
    JSON.stringify({
      name: 'client',
      version: '1.0.0',
      scripts: { 'build:page': build, 'build:playground': 'cp ../installed dist/playground.html' },
    }),
  );
}

function ensures(script: string): void {
  writeFileSync(join(root, 'dev', 'ensure.mjs'), `import fs from 'node:fs'; ${script};`);
}

async function build(): Promise<{ reports: string[]; page: string }> {
  const reports = await run(buildClient);
  return { reports, page: readFileSync(join(root, 'client', 'dist', 'index.html'), 'utf8') };
}

async function run(part: typeof buildClient): Promise<string[]> {
  const reports: string[] = [];
  await using log = openProcessLog({ name: 'client', folder: join(root, 'logs'), show: () => {} });
  await part({ root, log, report: (text) => reports.push(text), signal: new AbortController().signal });
  return reports;
}

describe('buildClient', () => {
  it('builds what was never built, and reports it', async () => {
    const { reports, page } = await build();
    expect(page).toBe('one');
    expect(reports).toEqual([
      expect.stringContaining('building'),
      expect.stringMatching(/^built the web client in \d/),
    ]);
  });

  it('builds again when the content of a source changed, in the client or in the sdk', async () => {
    await build();
    expect((await build()).reports).toEqual([]);
    writeFileSync(join(root, 'client', 'src', 'page.html'), 'two');
    expect((await build()).page).toBe('two');
    writeFileSync(join(root, 'sdk', 'src', 'resume.ts'), '');
    expect((await build()).reports).toHaveLength(2);
    expect((await build()).reports).toEqual([]);
  });

  it('minds neither times, nor tests, nor what is installed', async () => {
    await build();
    utimesSync(join(root, 'client', 'src', 'page.html'), 1, 1);
    writeFileSync(join(root, 'client', 'src', 'page.test.ts'), 'new');
    writeFileSync(join(root, 'client', 'node_modules', 'x', 'index.js'), 'new');
    expect((await build()).reports).toEqual([]);
  });

  it('builds again when the build was removed or made by hand', async () => {
    await build();
    rmSync(join(root, 'client', 'dist', '.page-sha256'));
    expect((await build()).reports).toHaveLength(2);
    rmSync(join(root, 'client', 'dist', 'index.html'));
    expect((await build()).page).toBe('one');
  });

  it('fails with the last lines of the build, and does not take it for done', async () => {
    scriptOfBuild('echo "src/page.html: bad" >&2; exit 3');
    await expect(build()).rejects.toThrow(
      /the web client could not be built:[\s\S]*src\/page.html: bad[\s\S]*client\.log/,
    );
    expect(existsSync(join(root, 'client', 'dist', '.page-sha256'))).toBe(false);
  });
});

describe('buildPlayground', () => {
  const playground = () => readFileSync(join(root, 'client', 'dist', 'playground.html'), 'utf8');

  it('installs what it needs first, and only when there is something to build', async () => {
    await build();
    expect(await run(buildPlayground)).toHaveLength(2);
    expect(playground()).toBe('client');
    expect(await run(buildPlayground)).toEqual([]);
    expect(playground()).toBe('client');
  });

  it('fails with what the installation wrote, leaves the page alone, and can be tried again', async () => {
    await build();
    ensures(`console.error('no network'); process.exit(1)`);
    await expect(run(buildPlayground)).rejects.toThrow(/the playground could not be built:[\s\S]*no network/);
    expect((await build()).reports).toEqual([]);
    ensures(`fs.writeFileSync('installed', 'now')`);
    await run(buildPlayground);
    expect(playground()).toBe('now');
  });
});
