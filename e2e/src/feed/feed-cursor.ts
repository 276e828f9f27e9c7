import { callWith } from '../testbed/caller.ts';

/** The feed's position now, for a stream of all that this token's holder may see. @throws {Error} when there is no answer */
export async function cursorNow(server: { readonly url: string }, token: string): Promise<string> {
  return (await callWith(server.url, token).data<{ feedCursor: string }>('{ feedCursor }')).feedCursor;
}
