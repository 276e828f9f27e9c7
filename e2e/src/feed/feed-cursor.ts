import type { Service } from '../service.ts';

/** The feed's position now, for a stream of all that this token's holder may see. */
export async function cursorNow(server: Service, token: string): Promise<string> {
  const answer = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: '{ feedCursor }' }),
  });
  return ((await answer.json()) as { data: { feedCursor: string } }).data.feedCursor;
}
