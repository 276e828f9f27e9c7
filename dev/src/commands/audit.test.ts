/** `npm run audit` and its parts: npm's own report, the written exceptions, and a registry that answers, or does not. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { createGunzip } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../project.ts';
import { judgeAudit, parseExceptions, readAudit } from './audit/judge-audit.ts';

const recorded = readFileSync(join(import.meta.dirname, 'audit/recorded-audit.json'), 'utf8');
const cache = mkdtempSync(join(tmpdir(), 'belltower-audit-'));
afterAll(() => rmSync(cache, { recursive: true, force: true }));

const WHY = 'only its command line has it, which nobody calls here';
const TODAY = '2026-11-23';

function advisoriesIn(output: string) {
  const answer = readAudit(output);
  return answer.kind === 'answered' ? answer.advisories : expect.unreachable(answer.why);
}

describe('the report of npm audit', () => {
  it('is read as its advisories, each once, those of packages further down included', () => {
    expect(advisoriesIn(recorded)).toEqual([
      {
        id: 'GHSA-aaaa-bbbb-cccc',
        name: 'graphql',
        range: '>=16.0.0',
        severity: 'high',
        title: 'An invented weakness',
        url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc',
      },
    ]);
  });

  it('is not taken for "nothing found" when it is no report', () => {
    const refused = '{"message": "405 Method Not Allowed - POST https://registry.example.com/", "statusCode": 405}';
    expect(readAudit(refused)).toEqual({ kind: 'unanswered', why: expect.stringContaining('405 Method Not Allowed') });
    expect(readAudit('{"error": {"code": "EUSAGE", "summary": "no lock file"}}')).toEqual({
      kind: 'unanswered',
      why: 'no lock file',
    });
    for (const output of ['', '{}', '<html>', 'null', '{"auditReportVersion": 3, "vulnerabilities": {}}']) {
      expect(readAudit(output).kind, output).toBe('unanswered');
    }
  });
});

describe('the written exceptions', () => {
  const [advisory] = advisoriesIn(recorded);
  const found = advisory === undefined ? [] : [advisory];
  const accept = (until: string, id = 'GHSA-aaaa-bbbb-cccc') => [{ id, why: WHY, until }];

  it('accept what they name, up to their last day', () => {
    expect(judgeAudit(found, accept(TODAY), TODAY).problems).toEqual([]);
    expect(judgeAudit(found, accept(TODAY), TODAY).notes).toEqual([expect.stringContaining(WHY)]);
  });

  it('fail once they have ended, with what they accepted, and also when that is gone', () => {
    const ended = accept('2026-11-22');
    expect(judgeAudit(found, ended, TODAY).problems).toEqual([
      expect.stringContaining('graphql >=16.0.0'),
      expect.stringContaining('ended on 2026-11-22'),
    ]);
    expect(judgeAudit([], ended, TODAY).problems).toHaveLength(1);
  });

  it('accept nothing else: any other advisory fails, once however often it is found', () => {
    const others = accept('2099-01-01', 'GHSA-xxxx-xxxx-xxxx');
    const { problems, notes } = judgeAudit([...found, ...found], others, TODAY);
    expect(problems).toEqual([expect.stringMatching(/^high: graphql .*GHSA-aaaa-bbbb-cccc/)]);
    expect(notes).toEqual([expect.stringContaining('GHSA-xxxx-xxxx-xxxx is not needed any more')]);
  });

  it('need an id, a reason and a day', () => {
    expect(parseExceptions(JSON.stringify(accept('2026-12-31')))).toEqual(accept('2026-12-31'));
    for (const wrong of [
      { id: 'CVE-2026-1' },
      { why: 'later' },
      { until: 'soon' },
      { until: undefined },
      { by: 'me' },
    ]) {
      const text = JSON.stringify([{ ...accept('2026-12-31')[0], ...wrong }]);
      expect(() => parseExceptions(text), text).toThrow(/^audit-exceptions\.json: 0/);
    }
  });

  it('of this project can be read', () => {
    parseExceptions(readFileSync(join(projectRoot, 'audit-exceptions.json'), 'utf8'));
  });
});

describe('npm run audit', () => {
  it('fails on an advisory that the registry reports, and names it', async () => {
    await using registry = await startRegistry((installed) => ({
      ...(installed.graphql && { graphql: [WEAKNESS] }),
      ...(installed['not-installed'] && { 'not-installed': [WEAKNESS] }),
    }));
    const { code, stderr } = await audit(registry.url);
    expect(stderr).toMatch(/^high: graphql >=16\.0\.0: An invented weakness \(GHSA-aaaa-bbbb-cccc,/);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(code).toBe(1);
    expect(registry.requests()).toBe(2); // both lock files
  });

  it('passes when the registry knows of nothing', async () => {
    await using registry = await startRegistry(() => ({}));
    const { code, stdout, stderr } = await audit(registry.url);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toBe('the dependencies were audited: no known advisory\n');
  });

  it('says that nothing was audited when the registry has no advisories, and fails only where it must answer', async () => {
    await using registry = await startRegistry(() => null);
    const { code, stdout } = await audit(registry.url);
    expect(stdout).toMatch(/^the dependencies were NOT audited: .*405/);
    expect(code).toBe(0);
    expect((await audit(registry.url, '--must-answer')).code).toBe(2);
  });

  it('says so too where no registry can be reached', async () => {
    const registry = await startRegistry(() => null);
    await registry[Symbol.asyncDispose]();
    const { code, stdout } = await audit(registry.url);
    expect(stdout).toMatch(/^the dependencies were NOT audited: .*ECONNREFUSED/);
    expect(code).toBe(0);
  });
});

const WEAKNESS = {
  id: 1,
  url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc',
  title: 'An invented weakness',
  severity: 'high',
  vulnerable_versions: '>=16.0.0',
  cwe: [],
  cvss: { score: 0, vectorString: null },
};

/** A registry as far as `npm audit` asks it; null: it has no advisories, as some mirrors. */
async function startRegistry(answer: (installed: Record<string, string[]>) => object | null) {
  let requests = 0;
  const server = createServer(async (request, response) => {
    if (request.url !== '/-/npm/v1/security/advisories/bulk') return response.writeHead(404).end('{}');
    requests += 1;
    const advisories = answer((await json(request.pipe(createGunzip()))) as Record<string, string[]>);
    response.writeHead(advisories === null ? 405 : 200, { 'content-type': 'application/json' });
    return response.end(JSON.stringify(advisories ?? { error: 'not allowed' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests: () => requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function audit(registry: string, ...args: string[]) {
  const own = Object.entries(process.env).filter(([name]) => !/^(npm_config_|https?_proxy$)/i.test(name));
  const environment = { ...Object.fromEntries(own), npm_config_registry: registry, npm_config_cache: cache };
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      [join(projectRoot, 'dev/src/commands/audit.ts'), ...args],
      { env: environment },
      (_error, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }),
    );
  });
}
