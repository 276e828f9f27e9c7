/** What a part writes: all of it into a file below .data/logs, and on the console only what a person should see. */
import { createWriteStream, existsSync, mkdirSync, renameSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { consoleLine, type LogLevel, readable } from './console-line.ts';

/** Where a part's lines go. */
export interface PartLogOptions {
  readonly name: string;
  readonly folder: string;
  /** Takes a line for the console. */
  readonly show: (line: string) => void;
  /** The least level of a structured line to be shown. @default 'warn' */
  readonly level?: LogLevel;
  /** Whether plain lines of standard error are shown too. They are quoted in any case when the part ends. @default false */
  readonly showsErrors?: boolean;
  /** When the file reaches this size it becomes `<name>.previous.log`, and a new one begins. @default 20 MiB */
  readonly maxBytes?: number;
}

/** The lines of one part. */
export interface PartLog extends AsyncDisposable {
  readonly path: string;
  line(text: string, from?: Output): void;
  /** Takes all lines of a stream; resolves when it ended. */
  take(stream: Readable, from?: Output): Promise<void>;
  /** The newest lines since `forget`, oldest first. */
  lastLines(): readonly string[];
  /** Lets the newest lines begin anew: what came before is another run's. The file keeps all. */
  forget(): void;
}

/** Which of a process's two outputs. */
export type Output = 'stdout' | 'stderr';

const KEPT_LINES = 20;

/** Opens a part's log. The file of the run before is kept as `<name>.previous.log`. */
export function openPartLog(options: PartLogOptions): PartLog {
  const { name, folder, show, level = 'warn', showsErrors = false, maxBytes = 20 * 1024 * 1024 } = options;
  const path = join(folder, `${name}.log`);
  const newest: string[] = [];
  let written = 0;
  let file = begin(path);

  const line = (text: string, from: Output = 'stderr') => {
    newest.push(text);
    if (newest.length > KEPT_LINES) newest.shift();
    const bytes = Buffer.byteLength(text) + 1;
    if (written + bytes > maxBytes) {
      file.end();
      file = begin(path);
      written = 0;
    }
    written += bytes;
    file.write(`${text}\n`);
    const shown = consoleLine(text, level, showsErrors && from === 'stderr');
    if (shown !== null) show(`${name.padEnd(10)}| ${shown}`);
  };

  return {
    path,
    line,
    async take(stream, from) {
      const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
      for await (const text of lines) line(text, from);
    },
    lastLines: () => newest.map(readable),
    forget() {
      newest.length = 0;
    },
    async [Symbol.asyncDispose]() {
      await new Promise<void>((resolve) => file.end(resolve));
    },
  };
}

function begin(path: string): WriteStream {
  mkdirSync(join(path, '..'), { recursive: true });
  if (existsSync(path)) renameSync(path, path.replace(/\.log$/, '.previous.log'));
  const file = createWriteStream(path);
  file.on('error', () => {}); // a full disk must not end everything: the console and the last lines remain
  return file;
}
