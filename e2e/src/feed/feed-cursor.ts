import type { Service } from '../testbed/service.ts';

/** The feed's position now, for a stream of all that this token's holder may see. @throws {Error} when there is no answer */
export async function cursorNow(server: Pick<Service, 'url'>, token: string): Promise<string> {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: '{ feedCursor }' }),
  });
  const answer = (await response.json()) as { data?: { feedCursor?: string } };
  if (answer.data?.feedCursor === undefined) throw new Error(`a cursor was expected, got ${JSON.stringify(answer)}`);
  return answer.data.feedCursor;
}
