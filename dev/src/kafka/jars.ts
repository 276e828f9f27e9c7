import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The Apache Kafka that is run. */
export const KAFKA_VERSION = '4.3.1';

const LOWEST_JAVA = 17;

/** Where the jars are kept between runs. `BELLTOWER_CACHE` names another folder than `~/.cache/belltower`. */
function jarFolder(): string {
  return join(process.env.BELLTOWER_CACHE ?? join(homedir(), '.cache', 'belltower'), `kafka-${KAFKA_VERSION}`);
}

/**
 * Says, in a sentence, why no broker can be started on this machine; null when one can be: that takes Java 17 or
 * newer, and Maven as long as the jars are not in `folder` yet.
 */
export async function whatKafkaLacks(folder: string = jarFolder()): Promise<string | null> {
  const java = await run(javaCommand(), ['-version']).catch(() => null);
  if (java === null) return `Java ${LOWEST_JAVA} or newer is needed to run Apache Kafka, and "java" was not found`;
  const version = /version "(\d+)/.exec(java.stderr)?.[1];
  if (version === undefined || Number(version) < LOWEST_JAVA) {
    return `Java ${LOWEST_JAVA} or newer is needed to run Apache Kafka, and "java" is ${version ?? 'of an unknown version'}`;
  }
  if (existsSync(folder) || (await run('mvn', ['--version']).catch(() => null)) !== null) return null;
  return `Maven is needed once, to fetch Apache Kafka ${KAFKA_VERSION}, and "mvn" was not found`;
}

/** The `java` that JAVA_HOME names, else the one on the path. */
export function javaCommand(): string {
  const home = process.env.JAVA_HOME;
  return home === undefined || home === '' ? 'java' : join(home, 'bin', 'java');
}

/**
 * Fetches Kafka's jars with Maven when they are not there yet, and answers the class path. A fetch that is
 * broken off leaves nothing behind, and several processes may fetch at once: the folder appears whole or not at all.
 *
 * @throws {Error} with Maven's own words when the fetch fails
 */
export async function fetchKafkaJars(onProgress: (text: string) => void = () => {}): Promise<string> {
  const folder = jarFolder();
  if (!existsSync(folder)) {
    onProgress(`fetching Apache Kafka ${KAFKA_VERSION} with Maven (44 MB, once)`);
    mkdirSync(dirname(folder), { recursive: true });
    const partial = mkdtempSync(`${folder}-`);
    try {
      writeFileSync(join(partial, 'pom.xml'), POM);
      const copy = ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${join(partial, 'lib')}`];
      await run('mvn', copy, { cwd: partial }).catch((error: Error & { stdout?: string }) => {
        throw new Error(`Maven could not fetch Apache Kafka ${KAFKA_VERSION}:\n${error.stdout ?? error.message}`);
      });
      try {
        renameSync(join(partial, 'lib'), folder);
      } catch (error) {
        if (!existsSync(folder)) throw error; // else another process was first
      }
    } finally {
      rmSync(partial, { recursive: true, force: true });
    }
  }
  if (!readdirSync(folder).some((name) => name.startsWith('kafka_2.13-'))) {
    throw new Error(`${folder} holds no Apache Kafka: remove the folder, and it will be fetched again`);
  }
  return join(folder, '*');
}

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>belltower</groupId>
  <artifactId>kafka-jars</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka_2.13</artifactId>
      <version>${KAFKA_VERSION}</version>
    </dependency>
    <dependency>
      <groupId>org.slf4j</groupId>
      <artifactId>slf4j-reload4j</artifactId>
      <version>1.7.36</version>
    </dependency>
  </dependencies>
</project>
`;
