/** What a part writes: all of it into a file below .data/logs, and on the console only what a person should see. */
import { createWriteStream, existsSync, mkdirSync, renameSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { z } from 'zod';

/** Where a part's lines go. */
export interface PartLogOptions {
  readonly name: string;
  readonly folder: string;
  /** Takes a line for the console. */
  readonly show: (line: string) => void;
  /** The least level of a structured line to be shown. @default 'warn' */
  readonly level?: LogLevel;
  /** When the file reaches this size it becomes `<name>.previous.log`, and a new one begins. @default 20 MiB */
  readonly maxBytes?: number;
}

/** The lines of one part. */
export interface PartLog extends AsyncDisposable {
  readonly path: string;
  line(text: string, from?: Output): void;
  /** Takes all lines of a stream; resolves when it ended. */
  take(stream: Readable, from?: Output): Promise<void>;
  /** The newest lines, oldest first. */
  lastLines(): readonly string[];
}

/** Which of a process's two outputs: plain lines on standard output stay off the console. @default 'stderr' */
export type Output = 'stdout' | 'stderr';

const LEVELS = { trace: 10, debug: 20, info: 30, warn: 40, error: 50, fatal: 60, silent: 100 } as const;
/** pino's levels. */
export type LogLevel = keyof typeof LEVELS;
/** pino's levels, for a schema. */
export const logLevels = Object.keys(LEVELS) as [LogLevel, ...LogLevel[]];

const KEPT_LINES = 20;

/** Opens a part's log. The file of the run before is kept as `<name>.previous.log`. */
export function openPartLog(options: PartLogOptions): PartLog {
  const { name, folder, show, level = 'warn', maxBytes = 20 * 1024 * 1024 } = options;
  const path = join(folder, `${name}.log`);
  const newest: string[] = [];
  let written = 0;
  let file = begin(path);

  const line = (text: string, from: Output = 'stderr') => {
    newest.push(readable(text) ?? text);
    if (newest.length > KEPT_LINES) newest.shift();
    const bytes = Buffer.byteLength(text) + 1;
    if (written + bytes > maxBytes) {
      file.end();
      file = begin(path);
      written = 0;
    }
    written += bytes;
    file.write(`${text}\n`);
    const shown = consoleLine(text, from, level);
    if (shown !== null) show(`${name.padEnd(10)}| ${shown}`);
  };

  return {
    path,
    line,
    async take(stream, from) {
      const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
      for await (const text of lines) line(text, from);
    },
    lastLines: () => newest,
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

/** What the console gets of a line: nothing (null) of what is empty, plain talk, or structured and below `level`. */
export function consoleLine(text: string, from: Output, level: LogLevel): string | null {
  if (text.trim() === '') return null;
  const entry = structured(text);
  if (entry === null) return from === 'stderr' ? text : null;
  return entry.level >= LEVELS[level] ? (readable(text) ?? text) : null;
}

const structuredLine = z.looseObject({ level: z.number(), msg: z.string().default('') });

function structured(text: string): z.infer<typeof structuredLine> | null {
  if (!text.startsWith('{')) return null;
  try {
    return structuredLine.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Fields that say nothing on one's own machine. */
const SILENT_FIELDS = new Set(['level', 'msg', 'time', 'pid', 'hostname', 'name', 'service']);

/** A structured line as a person reads it; null for any other. */
function readable(text: string): string | null {
  const entry = structured(text);
  if (entry === null) return null;
  const level = Object.entries(LEVELS).find(([, value]) => value >= entry.level)?.[0] ?? 'fatal';
  const fields = Object.entries(entry)
    .filter(([name]) => !SILENT_FIELDS.has(name))
    .map(([name, value]) => ` ${name}=${typeof value === 'string' ? value : brief(value)}`);
  return `${level.toUpperCase()} ${entry.msg}${fields.join('')}`.replaceAll('\n', '\n    ');
}

/** An error as its message; anything else as JSON. */
function brief(value: unknown): string {
  const error = z.looseObject({ message: z.string(), code: z.string().optional() }).safeParse(value);
  if (!error.success) return JSON.stringify(value);
  return error.data.code === undefined ? error.data.message : `${error.data.code} ${error.data.message}`;
}
