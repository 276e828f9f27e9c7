/** nodemailer alone: the same mails on its pool, as fast as they go. */
import { randomUUID } from 'node:crypto';
import { serve, timed } from '../src/parts/serve.ts';
import { EVENT, openMailer } from './mails.ts';

const send = openMailer();
serve('', {
  mails: timed(async (count) => async () => {
    let left = count;
    const sender = async () => {
      while (left-- > 0) await send(EVENT, randomUUID(), 'guest@example.com');
    };
    await Promise.all(Array.from({ length: 20 }, sender));
  }),
});
