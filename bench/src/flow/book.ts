/** Bookings with one mail at a steady pace, whatever the server makes of it: a user does not wait for another's answer. */
import { setTimeout as pause } from 'node:timers/promises';
import { mailBody } from '../parts/appointment-body.ts';

/** Books so many; resolves with when each was asked for, by its appointment, as `performance.now()` has it. */
export async function bookSteadily(
  serverUrl: string,
  token: string,
  { count, perSecond }: { readonly count: number; readonly perSecond: number },
): Promise<ReadonlyMap<string, number>> {
  const booked = new Map<string, number>();
  const startedAt = performance.now();
  const book = async (index: number) => {
    await pause(Math.max(0, startedAt + (index * 1_000) / perSecond - performance.now()));
    const at = performance.now();
    booked.set(await bookOne(serverUrl, token), at);
  };
  await Promise.all(Array.from({ length: count }, (_, index) => book(index)));
  return booked;
}

/** Books; resolves with the appointment's id. @throws {Error} with what was answered instead */
export async function bookOne(serverUrl: string, token: string): Promise<string> {
  const response = await fetch(`${serverUrl}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(mailBody),
  });
  const answer = await response.text();
  const id = /"id":"([^"]+)"/.exec(answer)?.[1];
  if (id === undefined) throw new Error(`a booking was expected, got ${answer.slice(0, 500)}`);
  return id;
}
