/**
 * `npm start`: a whole Belltower on this machine, from nothing but the clone. `--kafka` runs it on a real Apache Kafka;
 * `--watch` (`npm run dev`) follows changes of the sources.
 *
 * Promise: whatever ends it, ^C, SIGTERM, a closed terminal, or SIGKILL of npm or of this process, nothing that it
 * started stays behind, and what was stored is there at the next start.
 */
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { EnvironmentError } from '@belltower/support/settings';
import { developmentToken } from '../commands/development-token.ts';
import { openProcessLog } from '../process/process-log.ts';
import { StartError } from '../process/start-error.ts';
import { awaitStopRequest, type StopRequest } from '../process/stop-request.ts';
import { loadDotEnv, projectRoot } from '../project.ts';
import { checkPorts } from './check-ports.ts';
import { buildClient, buildPlayground } from './client-build.ts';
import { openDataFolder } from './data-folder.ts';
import { explain } from './data-problems.ts';
import { readyLines } from './links.ts';
import { startParts } from './parts.ts';
import { planStart, type StartOptions, type StartPlan } from './settings.ts';
import { claimRun } from './single-run.ts';

const report = (text: string) => console.log(text);
for (const output of [process.stdout, process.stderr]) output.on('error', () => {}); // nobody reads: go on

const stop = awaitStopRequest(report);
try {
  await start(readOptions(), stop);
} catch (error) {
  if (!stop.signal.aborted) {
    const sentence = explain(error, join(projectRoot, '.data'));
    const isExpected = error instanceof StartError || error instanceof EnvironmentError;
    console.error(sentence ?? (isExpected ? `\n${error.message}` : error));
    process.exitCode = 1;
  }
}
if (stop.signal.aborted) report('stopped');

async function start(options: StartOptions, { signal, came }: StopRequest): Promise<void> {
  loadDotEnv();
  const plan = planStart(process.env, options);
  const data = openDataFolder(projectRoot);
  await using started = new AsyncDisposableStack();

  const since = new Date().toLocaleTimeString();
  const run = await claimRun(join(data.path, 'running.json'), {
    root: projectRoot,
    pid: process.pid,
    url: plan.serverUrl,
    since,
  });
  if (run.kind === 'taken') {
    const { url, since, pid } = run.by;
    throw new StartError(`It runs already in this clone: ${url} (since ${since}).\nTo stop that one: kill ${pid}`);
  }
  started.use(run);
  const ports = Object.values(plan.ports).filter((port) => port !== null);
  await checkPorts(ports, plan.host, run.afterKill ? 10_000 : 0);
  for (const note of plan.notes) report(note);

  const log = started.use(openProcessLog({ name: 'client', folder: data.logs, show: () => {} }));
  const failed = new AbortController();
  const orFailed = AbortSignal.any([signal, failed.signal]);
  const building = { root: projectRoot, log, report, signal: orFailed };
  const client = buildClient(building);
  client.catch((error: unknown) => failed.abort(error));
  started.defer(async () => {
    failed.abort();
    await client.catch(() => {});
  });
  const environment = process.env;
  const parts = started.use(await startParts({ root: projectRoot, plan, data, environment, report, signal: orFailed }));
  await client;

  report(await whatIsThere(plan, parts, data.logs));
  const playground = buildPlayground(building).catch((error: unknown) => {
    if (!signal.aborted) report(`${error instanceof Error ? error.message : error}\nThe rest runs on without it.`);
  });
  await came;
  failed.abort();
  await playground;
}

type Parts = Awaited<ReturnType<typeof startParts>>;

async function whatIsThere(plan: StartPlan, parts: Parts, logs: string): Promise<string> {
  const { mailPage, smsPage } = plan.ports;
  const page = (port: number) => `http://localhost:${port}`;
  const claims = { validFor: '24h', issuer: plan.given.JWT_ISSUER, audience: plan.given.JWT_AUDIENCE };
  const token = async (secret: string, sub: string, role: 'staff' | 'customer') =>
    developmentToken(secret, { sub, role, ...claims });
  return readyLines(
    {
      server: plan.serverUrl,
      client: parts.viteUrl ?? plan.serverUrl,
      mail: mailPage && page(mailPage.port),
      sms: smsPage && page(smsPage.port),
      database: parts.databaseUrl,
      brokers: parts.brokers,
      tokens:
        parts.jwtSecret === null
          ? null
          : {
              staff: await token(parts.jwtSecret, 'anna', 'staff'),
              customer: await token(parts.jwtSecret, 'ada', 'customer'),
            },
      logs: relative(process.cwd(), logs) || logs,
    },
    Date.now(),
  );
}

function readOptions(): StartOptions {
  try {
    const { values } = parseArgs({ options: { kafka: { type: 'boolean' }, watch: { type: 'boolean' } } });
    return { kafka: values.kafka ?? false, watch: values.watch ?? false };
  } catch (error) {
    throw new StartError(
      `${error instanceof Error ? error.message : error}\nUsage: npm start [-- --kafka] [-- --watch]`,
    );
  }
}
