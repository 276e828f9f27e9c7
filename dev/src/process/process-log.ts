/** What a part writes: all of it into a file below .data/logs, and on the console only what a person should see. */
import { appendFileSync, closeSync, mkdirSync, openSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { consoleLine, type LogLevel, readable } from './console-line.ts';

/** Where a part's lines go. */
export interface ProcessLogOptions {
  readonly name: string;
  readonly folder: string;
  readonly show: (line: string) => void;
  /** The least level of a structured line to be shown. @default 'warn' */
  readonly level?: LogLevel;
  /** Whether plain lines of standard error are shown too. They are quoted in any case when the part ends. @default false */
  readonly showsErrors?: boolean;
  /** When the file reaches this size it becomes `<name>.previous.log`, and a new one begins. @default 20 MiB */
  readonly maxBytes?: number;
}

/** The lines of one part. */
export type ProcessLog = ReturnType<typeof openProcessLog>;

/** Which of a process's two outputs. */
export type Output = 'stdout' | 'stderr';

const KEPT_LINES = 20;

/** Opens a part's log. The file of the run before is kept as `<name>.previous.log`. */
export function openProcessLog(options: ProcessLogOptions) {
  const { name, folder, show, level = 'warn', showsErrors = false, maxBytes = 20 * 1024 * 1024 } = options;
  const path = join(folder, `${name}.log`);
  const newest: string[] = [];
  let file = openLogFile(path);

  const line = (text: string, from: Output = 'stderr') => {
    newest.push(text);
    if (newest.length > KEPT_LINES) newest.shift();
    if (file.bytes + Buffer.byteLength(text) + 1 > maxBytes) {
      file.close();
      file = openLogFile(path);
    }
    file.write(`${text}\n`);
    const shown = consoleLine(text, level, showsErrors && from === 'stderr');
    if (shown !== null) show(`${name.padEnd(10)}| ${shown}`);
  };

  return {
    path,
    line,
    /** Takes all lines of a stream; resolves when it ended. */
    async take(stream: Readable, from?: Output) {
      const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
      for await (const text of lines) line(text, from);
    },
    /** The newest lines since `forget`, oldest first. */
    lastLines: () => newest.map(readable),
    /** Empties the newest lines: what came before is another run's. The file keeps all. */
    forget() {
      newest.length = 0;
    },
    async [Symbol.asyncDispose]() {
      file.close();
    },
  };
}

/**
 * Opens, writes and renames synchronously: with a stream, a rotation could come before the first file was open, rename
 * nothing, and leave two streams that write to one path. A file that cannot be opened or written (a full disk) must not
 * end what is developed: the console and the newest lines remain.
 */
function openLogFile(path: string) {
  attempt(() => mkdirSync(dirname(path), { recursive: true }));
  attempt(() => renameSync(path, path.replace(/\.log$/, '.previous.log'))); // of the first run there is none
  let fd = attempt(() => openSync(path, 'w'));
  let bytes = 0;
  return {
    get bytes() {
      return bytes;
    },
    write(text: string) {
      bytes += Buffer.byteLength(text);
      const open = fd;
      if (open !== null) attempt(() => appendFileSync(open, text));
    },
    close() {
      const open = fd;
      fd = null;
      if (open !== null) attempt(() => closeSync(open));
    },
  };
}

function attempt<T>(act: () => T): T | null {
  try {
    return act();
  } catch {
    return null;
  }
}
