/** Why a request was refused, in the words of the public contract. */
export type RequestErrorCode =
  | 'BAD_USER_INPUT'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'CURSOR_INVALID'
  | 'CURSOR_EXPIRED'
  | 'RATE_LIMITED'
  | 'QUERY_TOO_COMPLEX'
  | 'UNAVAILABLE';

/** One thing that is wrong with an input. `path` begins at the argument: `["input", "email"]`. No message repeats a value. */
export interface InputIssue {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

const RETRYABLE: readonly RequestErrorCode[] = ['RATE_LIMITED', 'UNAVAILABLE'];

/** A request that is refused. Its message may be shown to the caller. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly code: RequestErrorCode;
  readonly retryable: boolean;
  /** Everything that is wrong with the input; empty unless the code is BAD_USER_INPUT. */
  readonly issues: readonly InputIssue[];
  /** When the same request may succeed, counted from now; null where nobody can say. */
  readonly retryAfterMs: number | null;

  constructor(
    code: RequestErrorCode,
    message: string,
    options: ErrorOptions & { issues?: readonly InputIssue[]; retryAfterMs?: number } = {},
  ) {
    super(message, options);
    this.code = code;
    this.retryable = RETRYABLE.includes(code);
    this.issues = options.issues ?? [];
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

/** The refusal of an input, with everything that is wrong with it. */
export function badInput(issues: readonly InputIssue[]): RequestError {
  const told = issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ');
  return new RequestError('BAD_USER_INPUT', `The input cannot be used: ${told}`, { issues });
}

/** The refusal of what comes too often. */
export function rateLimited(message: string, retryAfterMs: number): RequestError {
  return new RequestError('RATE_LIMITED', message, { retryAfterMs: Math.ceil(retryAfterMs) });
}
