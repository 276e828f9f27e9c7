/** A desk that books a little all the time, so that what is broken shows. */
import { book } from '../testbed/book.ts';
import { type Caller, callAs } from '../testbed/caller.ts';
import { repeatedly } from '../testbed/repeatedly.ts';
import type { Service } from '../testbed/service.ts';

/** How long one booking is after the other, in milliseconds. */
const APART_MS = 400;
/** Bookings that may be under way: each ends within the limits of the server, and it may hang. */
const MOST = 20;

/** Books by each server in turn, on both channels, whatever becomes of it, until it is disposed. */
export function startTraffic(servers: readonly Service[]) {
  const desks = new Map<Service, Caller>();
  const underWay = new Set<Promise<void>>();
  let turn = 0;

  async function deskAt(service: Service): Promise<Caller> {
    const desk = desks.get(service) ?? (await callAs(service.url, 'desk', 'staff'));
    desks.set(service, desk);
    return desk;
  }

  async function bookAt(service: Service): Promise<void> {
    await book(await deskAt(service));
  }

  const background = repeatedly(() => {
    const service = servers[turn++ % servers.length];
    if (service !== undefined && underWay.size < MOST) {
      const one = bookAt(service)
        .catch(() => {}) // it was refused, or there is no server: that is what shows
        .finally(() => underWay.delete(one));
      underWay.add(one);
    }
    return APART_MS;
  });
  return {
    /** Books so many at the first server. Rejects when one is refused. */
    async book(count: number): Promise<void> {
      const [service] = servers;
      if (service === undefined) throw new Error('there is no server to book at');
      const desk = await deskAt(service);
      for (let left = count; left > 0; left -= 1) await book(desk);
    },
    async [Symbol.asyncDispose]() {
      await background[Symbol.asyncDispose]();
      await Promise.all(underWay);
    },
  };
}
