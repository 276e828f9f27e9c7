/** Our services as processes of their own, started from their real entry points, with what every test gives them. */
import { join } from 'node:path';
import { answersAt, type NodeProcess, SERVICE_NODE_OPTIONS, startNode, untilReady } from '@belltower/dev/node-process';
import { freePort } from '@belltower/dev/ports';

/** One service. Disposing it stops it in order, and rejects when it does not stop. */
export type Service = ReturnType<typeof createService>;

type Environment = Readonly<Record<string, string>>;

/** Which server or notifier it is, when it is not the only one of today's. */
interface Which {
  readonly name?: string;
  /** Where its sources are, from the project's root. */
  readonly sources?: string;
  /** More options of Node itself. */
  readonly nodeOptions?: readonly string[];
  /** Called with everything it prints, for those who keep it all. */
  onOutput?(text: string): void;
}

/** What servers check tokens with, unless they ask an identity provider for its keys. */
export const JWT_SECRET = 'a secret for the tests of the whole';

/** The account that the SMS simulators of these tests know. */
export const ACCOUNT = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'the token of the simulator' };

/**
 * A server that gives development tokens, and does not count customers and recipients: a test books more than a person does in
 * a day. What `environment` says wins; nothing runs before `start()`.
 */
export async function createServer(environment: Environment, { name = 'server', ...which }: Which = {}) {
  const port = await freePort();
  const asksProvider = environment.JWKS_URL !== undefined || environment.OIDC_ISSUER !== undefined;
  const tokens = asksProvider ? {} : { JWT_SECRET, DEV_TOKENS: '1' };
  const uncounted = { CUSTOMER_BOOKINGS_PER_HOUR: '0', RECIPIENT_MESSAGES_PER_DAY: '0' };
  const settings = { PORT: String(port), LOG_LEVEL: 'info', ...tokens, ...uncounted, ...environment };
  return createService(name, 'server/src/main.ts', port, settings, which);
}

/** A notifier that hands its messages to these providers, and asks to be called back. What `environment` says wins. */
export async function createNotifier(
  { smtpUrl, smsUrl }: { readonly smtpUrl: string; readonly smsUrl: string },
  environment: Environment,
  { name = 'notifier', ...which }: Which = {},
) {
  const port = await freePort();
  const settings = {
    NOTIFIER_PORT: String(port),
    LOG_LEVEL: 'info',
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    SMTP_URL: smtpUrl,
    MAIL_FROM: 'Belltower <no-reply@example.com>',
    TWILIO_ACCOUNT_SID: ACCOUNT.accountSid,
    TWILIO_AUTH_TOKEN: ACCOUNT.authToken,
    TWILIO_FROM: '+15005550006',
    TWILIO_API_URL: smsUrl,
    ...environment,
  };
  return createService(name, 'notifier/src/main.ts', port, settings, which);
}

/** Longer than a service gives itself (`stopWithinMs`), so that its own limit is what ends it. */
const STOP_MS = 40_000;

/** The environment holds nothing but PATH and what is given. */
function createService(
  name: string,
  entry: string,
  port: number,
  environment: Environment,
  { sources = '', nodeOptions = [], onOutput }: Omit<Which, 'name'>,
) {
  const url = `http://127.0.0.1:${port}`;
  let child: NodeProcess | null = null;
  let output = '';
  const onLine = (line: string) => {
    output = `${output}${line}\n`.slice(-2_000_000);
    onOutput?.(`${line}\n`);
  };
  const running = () => child?.running() ?? false;
  return {
    name,
    url,
    /** The newest of what it has printed, over all its lives. */
    output: () => output,
    pid: () => child?.pid ?? 0,
    /** Whether its process is there, ready or not. */
    running,
    /** Starts it, if it is not running, and resolves with its process when it is ready. */
    async start() {
      const env = { PATH: process.env.PATH, ...environment };
      const file = join(sources, entry);
      const allOptions = [...SERVICE_NODE_OPTIONS, ...nodeOptions];
      if (child === null || !running()) {
        child = startNode({ name, file, env, nodeOptions: allOptions, stopMs: STOP_MS, onLine });
      }
      await untilReady(child, answersAt(`${url}/readyz`)).catch((cause: Error) => {
        throw new Error(`${cause.message}\n${output.slice(-4_000)}`, { cause });
      });
      return child;
    },
    /** Sends a signal; SIGKILL and SIGTERM resolve when the process is gone, others at once. */
    signal: async (kind: NodeJS.Signals) => child?.signal(kind),
    async [Symbol.asyncDispose]() {
      await child?.signal('SIGCONT');
      if ((await child?.stop()) === false) throw new Error(`${name} did not stop in time:\n${output.slice(-4_000)}`);
    },
  };
}
