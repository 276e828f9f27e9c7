import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { notifierVariables } from '../../../notifier/src/config.ts';
import { serverVariables } from '../../../server/src/environment.ts';
import { projectRoot } from '../project.ts';
import { readExample } from './env-example.ts';

const service = z.object({
  image: z.string().optional(),
  build: z.object({ context: z.literal('.'), target: z.string() }).optional(),
  profiles: z.array(z.string()).default([]),
  /** Null: as it is where compose runs, and unset where it is unset there. */
  environment: z.record(z.string(), z.string().nullable()).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  healthcheck: z.object({ test: z.array(z.string()).min(2), timeout: z.string().regex(/^\d+s$/) }).optional(),
  logging: z.unknown(),
  init: z.boolean().optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  restart: z.string().optional(),
  read_only: z.boolean().optional(),
  cap_drop: z.array(z.string()).optional(),
  security_opt: z.array(z.string()).optional(),
  mem_limit: z.string().optional(),
  pids_limit: z.number().optional(),
  command: z.array(z.string()).optional(),
});
const compose = z
  .object({ services: z.record(z.string(), service), volumes: z.record(z.string(), z.unknown()) })
  .parse(parse(readFileSync(join(projectRoot, 'docker-compose.yml'), 'utf8'), { merge: true }));
const services = Object.entries(compose.services);
const prometheus = z
  .object({
    scrape_configs: z.array(
      z.object({ dns_sd_configs: z.array(z.object({ names: z.array(z.string()), port: z.number() })) }),
    ),
    alerting: z.object({
      alertmanagers: z.array(z.object({ static_configs: z.array(z.object({ targets: z.array(z.string()) })) })),
    }),
  })
  .parse(parse(readFileSync(join(projectRoot, 'ops', 'prometheus', 'prometheus.yml'), 'utf8')));
const ours = {
  server: serverVariables,
  notifier: notifierVariables,
  'server-secure': serverVariables,
  'notifier-secure': notifierVariables,
} as const;
/** They do their work once, and end. */
const once = services.filter(([, { restart }]) => restart === 'on-failure').map(([name]) => name);
/** What the profile `secure` puts in the place of a part that always runs. */
const inPlaceOf: Readonly<Record<string, string>> = {
  'server-secure': 'server',
  'notifier-secure': 'notifier',
  'kafka-secure': 'kafka',
};
const dockerfile = readFileSync(join(projectRoot, 'Dockerfile'), 'utf8');
const manifest = z
  .object({ workspaces: z.array(z.string()), dependencies: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')));

/** What docker compose makes of a value when nothing but PostgreSQL's password is set; null: the variable is not set. */
function interpolated(text: string): string;
function interpolated(text: string | null): string | null;
function interpolated(text: string | null): string | null {
  if (text === null) return null;
  const inner = text.replaceAll(/\$\{POSTGRES_PASSWORD:-\}/g, 'secret'); // it stands within another
  return inner.replaceAll(/\$\{\w+:-([^}]*)\}/g, (_all, fallback) => fallback);
}

/** The variables that cannot be set: of the containers' insides, of an image for production, of tests. */
const fixed = ['HOST', 'PORT', 'NOTIFIER_PORT', 'METRICS_PORT', 'NOTIFIER_METRICS_PORT'];
const notOfImages = ['NODE_ENV', 'DEV_TOKENS', 'POLICY_TIME_SCALE'];

describe('docker-compose.yml', () => {
  it('has every part of the system, and more on demand only', () => {
    const always = services.filter(([, { profiles }]) => profiles.length === 0).map(([name]) => name);
    expect(always.sort()).toEqual(['kafka', 'mail', 'notifier', 'postgres', 'server']);
    const onDemand = Map.groupBy(services, ([, { profiles }]) => profiles.join());
    expect(onDemand.get('ui')?.map(([name]) => name)).toEqual(['kafka-ui']);
    expect(
      onDemand
        .get('secure')
        ?.map(([name]) => name)
        .sort(),
    ).toEqual([...['kafka-rights', 'kafka-secure', 'kafka-topics', 'notifier-secure', 'server-secure']]);
  });

  it('waits only for parts that run with it, and for those that end until they have', () => {
    for (const [name, { profiles, depends_on: needed }] of services) {
      for (const [other, { condition }] of Object.entries(needed)) {
        const part = compose.services[other];
        expect(
          part?.profiles.every((profile) => profiles.includes(profile)),
          `${name} needs ${other}`,
        ).toBe(true);
        if (condition === 'service_healthy') expect(part?.healthcheck).toBeDefined();
        expect(condition === 'service_completed_successfully', `${name}: ${other}`).toBe(once.includes(other));
      }
    }
  });

  it.each(services)('keeps %s within limits, and from new rights', (_name, part) => {
    expect(part.mem_limit).toMatch(/^\d+[mg]$/);
    expect(part.pids_limit).toBeGreaterThan(0);
    expect(part.security_opt).toEqual(['no-new-privileges:true']);
    // PostgreSQL's image gives its folder to its user at start; Kafka's writes its settings beside its program
    if (part.image !== undefined && /^(postgres|apache\/kafka):/.test(part.image) && part.command === undefined) return;
    expect(part).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
  });

  it.each(services)('runs %s under a health check, from a pinned image or from our Dockerfile', (name, part) => {
    const isBare = part.image?.startsWith('otel/'); // no shell, and no program to ask with
    if (!once.includes(name) && !isBare) expect(part.healthcheck).toBeDefined();
    if (part.build === undefined) expect(part.image).toMatch(/:v?\d+\.\d+/);
    else expect(dockerfile).toMatch(new RegExp(`^FROM \\S+ AS ${part.build.target}$`, 'm'));
  });

  it.each(services)('opens the ports of %s to this machine only', (_name, { ports }) => {
    for (const port of ports) expect(interpolated(port)).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  it('gives no two parts the same port', () => {
    const together = services.filter(([name]) => inPlaceOf[name] === undefined);
    const published = together.flatMap(([, { ports }]) => ports.map((port) => interpolated(port).split(':')[1]));
    expect(new Set(published).size).toBe(published.length);
    expect(published).toHaveLength(10);
  });

  it.each(Object.entries(ours))('sets only variables that the %s knows, to values that it takes', (name, shape) => {
    const environment = compose.services[name]?.environment ?? {};
    const known: Readonly<Record<string, z.ZodType>> = shape;
    expect(Object.keys(environment).filter((variable) => !(variable in known))).toEqual([]);
    const examples = new Set(readExample().map((variable) => variable.name));
    expect(Object.keys(environment).filter((variable) => !examples.has(variable))).toEqual([]);
    for (const [variable, value] of Object.entries(environment)) {
      if (interpolated(value)) expect(known[variable]?.safeParse(interpolated(value)).error?.issues ?? []).toEqual([]);
    }
  });

  it.each(Object.entries(ours))(
    'lets every variable of the %s be set, but for those that it fixes itself',
    (name, shape) => {
      const environment = compose.services[name]?.environment ?? {};
      const ofBroker = name.endsWith('-secure') ? /^KAFKA_(BROKERS|SASL_\w+)$/ : /^$/;
      for (const variable of Object.keys(shape)) {
        if (notOfImages.includes(variable) || variable === 'NOTIFIER_METRICS_PORT') {
          expect(environment, variable).not.toHaveProperty(variable);
          continue;
        }
        expect(environment, `${variable} is forgotten`).toHaveProperty(variable);
        const value = environment[variable] ?? null;
        const isSet = value === null || value.startsWith(`\${${variable}:-`);
        expect(isSet, variable).toBe(!fixed.includes(variable) && !ofBroker.test(variable));
      }
    },
  );

  it('lets the topics of the broker with passwords be made as the services are set', () => {
    const { environment = {} } = compose.services['kafka-topics'] ?? {};
    for (const variable of Object.keys(serverVariables).filter((name) => name.startsWith('TOPIC_'))) {
      expect(environment[variable], variable).toBeNull();
    }
  });

  it.each(services)('bounds the log of %s', (_name, { logging }) => {
    expect(logging).toEqual({ driver: 'json-file', options: { 'max-size': '10m', 'max-file': '5' } });
  });

  it.each(Object.keys(ours))(
    'ends the %s when it hangs, by a health check that asks the port of the metrics',
    (name) => {
      const { healthcheck, environment, init, restart } = compose.services[name] ?? {};
      const [, node, file = '', origin, option, silentMs] = healthcheck?.test ?? [];
      expect({ node, origin, option }).toEqual({
        node: 'node',
        origin: `http://127.0.0.1:${environment?.METRICS_PORT}`,
        option: '--silent-ms',
      });
      expect(existsSync(join(projectRoot, file))).toBe(true);
      expect(Number.parseInt(healthcheck?.timeout ?? '', 10) * 1_000).toBeGreaterThan(Number(silentMs));
      expect({ init, restart }).toEqual({ init: true, restart: 'unless-stopped' });
    },
  );

  it('lets Prometheus read the port of the metrics, and send alerts to an Alertmanager that it starts', () => {
    const { scrape_configs: jobs, alerting } = prometheus;
    for (const { dns_sd_configs: found } of jobs) {
      for (const { names, port } of found) {
        for (const name of names) expect(compose.services[name]?.environment.METRICS_PORT).toBe(String(port));
      }
    }
    const [host = ''] = alerting.alertmanagers.flatMap((one) => one.static_configs.flatMap(({ targets }) => targets));
    expect(compose.services[host.split(':')[0] ?? '']?.profiles).toEqual(['observability']);
  });

  it('has no secret in it', () => {
    const secrets = services.flatMap(([, { environment }]) =>
      Object.entries(environment).filter(([name]) => /SECRET|PASSWORD|TOKEN|DATABASE_URL/.test(name)),
    );
    expect(secrets.length).toBeGreaterThanOrEqual(20);
    for (const [name, value] of secrets) {
      const outside =
        value === null ||
        value === `\${${name}:-}` ||
        /^\$\{DATABASE_URL:-postgres:\/\/belltower:\$\{POSTGRES_PASSWORD:-\}@postgres:5432\/belltower\}$/.test(value) ||
        /^\$\{KAFKA_[A-Z]+_PASSWORD:-\}$/.test(value);
      expect(outside, `${name}: ${value}`).toBe(true);
    }
  });

  it('gives our services no more rights than they need, and restarts them when they end', () => {
    for (const name of Object.keys(ours)) {
      expect(compose.services[name]).toMatchObject({
        restart: 'unless-stopped',
        read_only: true,
        cap_drop: ['ALL'],
        depends_on: { postgres: { condition: 'service_healthy' } },
      });
    }
  });

  it('keeps what the database and the broker store', () => {
    const mounted = [...new Set(services.flatMap(([, { volumes }]) => volumes))];
    const given = mounted.filter((volume) => volume.startsWith('./'));
    for (const volume of given) {
      expect(volume).toMatch(/:ro$/);
      expect(existsSync(join(projectRoot, volume.split(':')[0] ?? ''))).toBe(true);
    }
    const kept = mounted.filter((volume) => !given.includes(volume)).map((volume) => volume.split(':')[0] ?? '');
    expect(kept.sort()).toEqual(Object.keys(compose.volumes).sort());
    expect(compose.services.postgres?.volumes).toHaveLength(1);
    expect(compose.services.kafka?.volumes).toHaveLength(1);
  });
});

describe('Dockerfile', () => {
  it('runs the Node that the scripts run', () => {
    expect(dockerfile).toContain(`ARG NODE_IMAGE=node:${manifest.dependencies.node}-`);
  });

  it('knows every workspace, so that the lock file fits', () => {
    const copied = [...dockerfile.matchAll(/^COPY (\w[\w-]*)\/package\.json \1\/$/gm)].map(([, name]) => name);
    expect(copied.sort()).toEqual([...manifest.workspaces].sort());
  });

  it.each(['client', 'server', 'notifier'])('copies every workspace of ours that %s needs into its stage', (name) => {
    const stage = dockerfile.split(/^FROM /m).find((text) => text.split('\n', 1)[0]?.endsWith(` AS ${name}`)) ?? '';
    const copied = [...stage.matchAll(/^COPY (\w[\w-]*)\/ \1\/$/gm)].map(([, workspace]) => workspace);
    expect(copied.sort()).toEqual([...neededBy(name)].sort());
  });

  it('runs no service as root', () => {
    expect(dockerfile).toMatch(/AS service\n(?:.*\n)*?USER node\n/);
    for (const name of ['server', 'notifier']) expect(dockerfile).toContain(`FROM service AS ${name}\n`);
    expect(dockerfile).not.toContain('USER root');
  });
});

/** A workspace, and those of ours that it depends on. */
function neededBy(name: string, found: Set<string> = new Set()): ReadonlySet<string> {
  if (found.has(name)) return found;
  found.add(name);
  const { dependencies = {} } = JSON.parse(readFileSync(join(projectRoot, name, 'package.json'), 'utf8'));
  for (const other of Object.keys(dependencies)) {
    if (other.startsWith('@belltower/')) neededBy(other.slice('@belltower/'.length), found);
  }
  return found;
}
