/** What is started in which mode, in the order of the flow, as far as one part needs the other. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { kafkaPart } from '../kafka/part.ts';
import { databaseUrl, postgresPart } from '../postgres/part.ts';
import { openProcessLog, type ProcessLog } from '../process/process-log.ts';
import { StartError } from '../process/start-error.ts';
import { type Part, type SupervisedPart, supervise } from '../process/supervisor.ts';
import type { DataFolder } from './data-folder.ts';
import { inboxesPart, servicePart, vitePart } from './process-parts.ts';
import { serviceEnvironment } from './service-environment.ts';
import type { PlannedEventLog, StartPlan } from './settings.ts';
import { watchSources, workspacesOf } from './watch.ts';

/** What the parts need to be started. */
export interface PartsOptions {
  readonly root: string;
  readonly plan: StartPlan;
  readonly data: DataFolder;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly report: (text: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Starts every part of the plan, and keeps it running; resolves when all are up. Disposing stops them backwards: the services
 * first, then what they stand on.
 *
 * @throws {StartError} naming every service that did not come up; nothing is left running then
 */
export async function startParts(options: PartsOptions) {
  const { root, plan, data, environment, report, signal } = options;
  await using started = new AsyncDisposableStack();
  const log = (name: string): ProcessLog =>
    started.use(
      openProcessLog({ name, folder: data.logs, show: report, level: plan.shownLevel, showsErrors: name === 'vite' }),
    );
  const keep = (part: Part): Promise<SupervisedPart> => supervise(part, { report, signal });

  const run = dataRunOf(plan.eventLog);
  let database: string | null = null;
  if (plan.startsPostgres) {
    const port = await data.port(`postgres ${run}`.trim());
    const folder = data.postgres(run);
    if (!folder.startsWith(data.path)) report(`PostgreSQL's data is in ${folder}: its user cannot reach this clone`);
    started.use(await keep(postgresPart(folder, port)));
    database = databaseUrl(folder, port);
  }
  /** As KAFKA_BROKERS has it. */
  let brokers: string | null = null;
  if (plan.eventLog.kind === 'local-kafka') {
    const port = await data.port('kafka');
    started.use(await keep(kafkaPart(join(data.path, 'kafka'), port, report)));
    brokers = `127.0.0.1:${port}`;
  }

  const { mailPage, smsPage } = plan.ports;
  const smtpPort = await data.port('smtp');
  const inboxPorts = {
    mail: mailPage === null ? null : { smtp: smtpPort, page: mailPage.port },
    sms: smsPage === null ? null : { page: smsPage.port },
  };
  const vitePort = plan.watch ? await data.port('vite') : null;
  const viteUrl = vitePort === null ? null : `http://localhost:${vitePort}`;
  const jwtSecret = signingSecret(plan, data);
  const env = serviceEnvironment(environment, plan, {
    databaseUrl: database,
    brokers,
    smtpUrl: mailPage === null ? null : `smtp://127.0.0.1:${smtpPort}`,
    smsUrl: smsPage === null ? null : `http://127.0.0.1:${smsPage.port}`,
    jwtSecret,
    viteUrl,
  });

  started.use(data.keepEnvironment(env));
  const processes = await keepTogether(
    [
      servicePart('server', plan.readyUrls.server, { root, env, log: log('server') }),
      servicePart('notifier', plan.readyUrls.notifier, { root, env, log: log('notifier') }),
      ...((mailPage ?? smsPage) ? [inboxesPart(inboxPorts, { root, env: environment, log: log('inboxes') })] : []),
      ...(vitePort === null ? [] : [vitePart(vitePort, plan.serverUrl, { root, env: environment, log: log('vite') })]),
    ],
    keep,
  );
  started.use(processes);
  if (plan.watch) for (const part of processes.parts) started.use(watchService(root, part, report));

  const resources = started.move();
  return { databaseUrl: database, brokers, jwtSecret, viteUrl, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

/** A database belongs to its event log: positions in one log say nothing in another. */
function dataRunOf(eventLog: PlannedEventLog): string {
  switch (eventLog.kind) {
    case 'postgres':
      return '';
    case 'local-kafka':
      return 'kafka';
    case 'given-kafka':
      return `kafka-${createHash('sha256').update(eventLog.brokers).digest('hex').slice(0, 8)}`;
  }
}

/** The secret of development tokens: the given one, or ours; none where another service signs tokens. */
function signingSecret({ given }: StartPlan, data: DataFolder): string | null {
  if (given.JWT_SECRET !== undefined) return given.JWT_SECRET;
  return given.JWKS_URL === undefined && given.OIDC_ISSUER === undefined ? data.jwtSecret() : null;
}

/** Parts that are started and stopped at the same time. */
async function keepTogether(parts: readonly Part[], keep: (part: Part) => Promise<SupervisedPart>) {
  const settled = await Promise.allSettled(parts.map(keep));
  const kept = settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const stop = async () => {
    await Promise.all(kept.map((part) => part[Symbol.asyncDispose]()));
  };
  const failures: unknown[] = settled.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  if (failures.length > 0) {
    await stop();
    if (failures.length === 1 || !failures.every((failure) => failure instanceof StartError)) throw failures[0];
    throw new StartError([...new Set(failures.map((failure) => failure.message))].join('\n'));
  }
  return { parts: kept, [Symbol.asyncDispose]: stop };
}

/** Starts a service again when its sources change; the other parts follow theirs, or have none. */
function watchService(root: string, { name, restart }: SupervisedPart, report: (text: string) => void) {
  if (name !== 'server' && name !== 'notifier') return null;
  return watchSources(root, workspacesOf(root, name), (file) => {
    report(`${file} changed: ${name} is started again`);
    restart();
  });
}
