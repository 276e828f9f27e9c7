/** What a person sees of the lines that services write: pino's structured lines, and plain ones. Pure. */
import { z } from 'zod';

const LEVELS = { trace: 10, debug: 20, info: 30, warn: 40, error: 50, fatal: 60, silent: 100 } as const;
/** pino's levels. */
export type LogLevel = keyof typeof LEVELS;
/** pino's levels, for a schema. */
export const logLevels = Object.keys(LEVELS) as [LogLevel, ...LogLevel[]];

/** What the console gets of a line: null, for nothing, of a structured one below `level`, and of a plain one unless it is wanted. */
export function consoleLine(text: string, level: LogLevel, showsPlain: boolean): string | null {
  const entry = structured(text);
  if (entry === null) return showsPlain && text.trim() !== '' ? text : null;
  return entry.level >= LEVELS[level] ? readable(text) : null;
}

/** A structured line as a person reads it, without what says nothing on one's own machine; a plain one as it is. */
export function readable(text: string): string {
  const entry = structured(text);
  if (entry === null) return text;
  const level = logLevels.find((name) => LEVELS[name] >= entry.level) ?? 'fatal';
  const fields = Object.entries(entry)
    .filter(([name]) => !SILENT_FIELDS.has(name))
    .map(([name, value]) => ` ${name}=${typeof value === 'string' ? value : brief(value)}`);
  return `${level.toUpperCase()} ${entry.msg}${fields.join('')}`.replaceAll('\n', '\n    ');
}

const SILENT_FIELDS = new Set(['level', 'msg', 'time', 'pid', 'hostname', 'name', 'service']);

const structuredLine = z.looseObject({ level: z.number(), msg: z.string().default('') });

function structured(text: string): z.infer<typeof structuredLine> | null {
  if (!text.startsWith('{')) return null;
  try {
    return structuredLine.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** An error as its message; anything else as JSON. */
function brief(value: unknown): string {
  const error = z.looseObject({ message: z.string(), code: z.string().optional() }).safeParse(value);
  if (!error.success) return JSON.stringify(value);
  return error.data.code === undefined ? error.data.message : `${error.data.code} ${error.data.message}`;
}
