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
    stack: masked(error.stack ?? ''),
    ...causeOf(error),
  };
}

function causeOf({ cause }: Error): Record<string, unknown> {
  return cause instanceof Error ? { cause: errorFields(cause) } : {};
}

/** Hides addresses, long digit runs and the SQL that MikroORM puts before the database's own words. */
function masked(text: string): string {
  return storableText(text.replace(/^(?:insert|update|select|delete|with)\b[\s\S]*? - (?=\w)/i, ''), 2_000)
    .replace(/[^\s@"'<>]+@[^\s@"'<>]+/g, '[address]')
    .replace(/\+\d{7,15}/g, '[phone]');
}
