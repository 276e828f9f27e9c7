/** A broker's settings, in its two files. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One broker of a cluster. */
export interface Member {
  /** Counted from 1. */
  readonly id: number;
  /** The controllers' ports of all of them, in the order of their ids. */
  readonly controllers: readonly number[];
}

/** Where a broker is, and who the others are. */
export interface Places {
  readonly folder: string;
  readonly clients: number;
  readonly controller: number;
  /** Where we ask whether it is ready, whatever clients have to say to be let in. */
  readonly internal: number;
  readonly proxied: { readonly port: number; readonly advertisedPort: number } | undefined;
  /** Which of several brokers it is; undefined: the only one. */
  readonly member: Member | undefined;
}

/** The lines of server.properties, for a broker that starts quickly and needs little. */
export function settingsOf({ folder, clients, controller, internal, proxied, member }: Places): Record<string, string> {
  const at = (name: string, port: number) => `${name}://127.0.0.1:${port}`;
  const replicas = String(member?.controllers.length ?? 1);
  const own = [at('CLIENT', clients), at('INTERNAL', internal), at('CONTROLLER', controller)];
  return {
    'process.roles': 'broker,controller',
    ...(member === undefined
      ? { 'node.id': '1', 'controller.quorum.bootstrap.servers': `127.0.0.1:${controller}` }
      : { 'node.id': String(member.id), 'controller.quorum.voters': votersOf(member) }),
    listeners: [...own, ...(proxied ? [at('PROXIED', proxied.port)] : [])].join(),
    'advertised.listeners': [...own, ...(proxied ? [at('PROXIED', proxied.advertisedPort)] : [])].join(),
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'INTERNAL',
    'listener.security.protocol.map': 'CLIENT:PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT,PROXIED:PLAINTEXT',
    'log.dirs': join(folder, 'data'),
    'offsets.topic.replication.factor': replicas,
    'offsets.topic.num.partitions': '1',
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': '1',
    'transaction.state.log.num.partitions': '1',
    'share.coordinator.state.topic.replication.factor': replicas,
    'share.coordinator.state.topic.min.isr': '1',
    'group.initial.rebalance.delay.ms': '0',
    'group.min.session.timeout.ms': '500',
    // A broker that was killed may register again only when its last session is over: 9 s by default.
    'broker.session.timeout.ms': '2000',
    'broker.heartbeat.interval.ms': '400',
    'num.network.threads': '1',
    'num.io.threads': '2',
    'auto.create.topics.enable': 'false',
  };
}

function votersOf({ controllers }: Member): string {
  return controllers.map((port, index) => `${index + 1}@127.0.0.1:${port}`).join();
}

/** Who comes without a name is the broker itself, on listeners that only this machine reaches. */
export const SECURED = {
  'listener.security.protocol.map':
    'CLIENT:SASL_PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT,PROXIED:SASL_PLAINTEXT',
  'sasl.enabled.mechanisms': 'SCRAM-SHA-512',
  'listener.name.client.scram-sha-512.sasl.jaas.config':
    'org.apache.kafka.common.security.scram.ScramLoginModule required;',
  'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
  'super.users': 'User:admin;User:ANONYMOUS',
  'allow.everyone.if.no.acl.found': 'false',
};

/** What the broker logs: warnings, on its standard output. */
export const LOGGING = {
  'log4j.rootLogger': 'WARN, console',
  'log4j.appender.console': 'org.apache.log4j.ConsoleAppender',
  'log4j.appender.console.layout': 'org.apache.log4j.PatternLayout',
};

/** Writes a file of properties; answers its path. */
export function writeProperties(path: string, properties: Readonly<Record<string, string>>): string {
  const lines = Object.entries(properties).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(path, lines.join(''));
  return path;
}
