import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const CLIENT = fileURLToPath(new URL('../../client/dist/', import.meta.url));
const NOT_BUILT = 'This page is not built yet. npm start builds it; by hand: npm run build -w client\n';

/**
 * Serves the client's pages and files. They are looked up at each request: the client may be built while we run.
 * Files with a hash in their name never change.
 */
export function serveClient(app: FastifyInstance): void {
  app.register(fastifyStatic, {
    root: import.meta.dirname, // never served from: each file names its own root
    serve: false,
    preCompressed: true,
    setHeaders(reply, path) {
      reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  const page = (file: string) => async (_request: FastifyRequest, reply: FastifyReply) => {
    if (!existsSync(`${CLIENT}${file}`)) return await reply.code(503).type('text/plain').send(NOT_BUILT);
    return await reply.sendFile(file, CLIENT);
  };
  app.get('/', page('index.html'));
  app.get('/a', page('guest.html')); // of guests: their token is behind the #
  app.get('/playground', page('playground.html'));
  app.get<{ Params: { '*': string } }>('/*', async (request, reply) => {
    if (!existsSync(CLIENT)) return reply.callNotFound();
    return await reply.sendFile(request.params['*'], CLIENT);
  });
}
