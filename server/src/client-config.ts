/** What the web client has to know of its server before anybody is signed in: `/config.json`. It is public. */
import type { FastifyInstance } from 'fastify';
import type { SignInSettings } from './auth/sign-in.ts';

/** What is handed out. */
export interface ClientConfig {
  /** How people sign in; null: no provider is set. */
  readonly signIn: SignInSettings | null;
  /** Whether `/dev/token` hands out tokens. */
  readonly developmentTokens: boolean;
}

/** Serves it. No cache keeps it, so that it is that of the server that runs. */
export function serveClientConfig(app: FastifyInstance, { signIn, developmentTokens }: ClientConfig): void {
  const config: ClientConfig = { signIn, developmentTokens };
  app.get('/config.json', (_request, reply) => reply.header('cache-control', 'no-store').send(config));
}
