import { storableText } from '@belltower/events';
import { type DestinationStream, type Logger, pino } from 'pino';

/** Fields that hold what no log may: secrets, and where people can be reached. */
const HIDDEN = ['authorization', 'token', 'secret', 'password', 'email', 'phone'];

/** The server's log: JSON lines of a constant text and fields. */
export function createLog(level: string, destination: DestinationStream): Logger {
  const paths = HIDDEN.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);
  return pino(
    {
      level,
      base: { service: 'server' },
      redact: { paths, censor: '[hidden]' },
      serializers: { err: errorFields },
    },
    destination,
  );
}

/** An error without the values that a database or a parser puts into it: its message may hold rows. */
function errorFields(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) };
  const code = 'code' in error ? error.code : undefined;
  return {
    type: error.name,
    code,
    message: masked(error.message),
    stack: maskedStack(error),
    ...causeOf(error),
  };
}

function causeOf({ cause }: Error): Record<string, unknown> {
  return cause instanceof Error ? { cause: errorFields(cause) } : {};
}

/**
 * A stack whose frames are left alone: they hold paths, such as `node_modules/@mikro-orm/core`, that look like addresses, and nothing
 * that was sent to us. What stands before them repeats the message, which may hold lines that look like frames.
 */
function maskedStack({ message, stack = '' }: Error): string {
  const start = stack.indexOf(message);
  const end = start < 0 ? -1 : start + message.length;
  const frames = end >= 0 && stack.startsWith('\n    at ', end) ? stack.slice(end) : '';
  return `${masked(stack.slice(0, stack.length - frames.length))}${storableText(frames, 4_000)}`;
}

/** Hides addresses, long digit runs and the SQL that MikroORM puts before the database's own words. */
function masked(text: string): string {
  return storableText(text.replace(/^(?:insert|update|select|delete|with)\b[\s\S]*? - (?=\w)/i, ''), 2_000)
    .replace(/[^\s@"'<>]+@[^\s@"'<>]+/g, '[address]')
    .replace(/\+\d{7,15}/g, '[phone]');
}
