/** A broker that takes connections and answers nothing is seen soon, and so is its return; it keeps no service from stopping. */
import { startKafka } from '@belltower/dev/kafka';
import { until } from '@belltower/dev/until';
import { describe, expect, inject, it } from 'vitest';
import { book } from '../testbed/book.ts';
import { callAs, statusesOf } from '../testbed/caller.ts';
import { metricOf } from '../testbed/metric-of.ts';
import { startSystem } from '../testbed/system.ts';

describe.skipIf(inject('ownKafkaLacks') !== null)('a broker that hangs', () => {
  it('shows in /readyz and in the metrics of both services while it does, lets them stop cleanly, and nothing is lost', async () => {
    await using kafka = await startKafka();
    await using system = await startSystem({ kafkaBrokers: kafka.brokers });
    const services = [system.server, system.notifier];
    const says = (status: string, eventLog: string, up: number) => async () => {
      const seen = await Promise.all(
        services.map(async (service) => {
          const answer = await fetch(`${service.url}/readyz`);
          expect(answer.status).toBe(200);
          const body = (await answer.json()) as { status: string; eventLog: string };
          const metric = await metricOf(service, `${service.name}_event_log_up`);
          return body.status === status && body.eventLog === eventLog && metric === up;
        }),
      );
      return seen.every((one) => one);
    };
    await until('all is well', says('ok', 'up', 1));
    const customer = await callAs(system.server.url, 'anna', 'customer');
    const pid = kafka.pid ?? 0;
    const stoppedAt = performance.now();
    process.kill(pid, 'SIGSTOP');
    try {
      await until('both show that it hangs', says('degraded', 'down', 0));
      console.log(`the hung broker was seen after ${((performance.now() - stoppedAt) / 1_000).toFixed(1)} s`);
      const booked = await book(customer);
      await Promise.all(services.map((service) => service.signal('SIGTERM')));
      for (const { name, output } of services) expect(output()).toContain(`the ${name} has stopped`);
      await Promise.all(services.map((service) => service.start()));
      await using watch = customer.watch({ appointmentId: booked.id, after: booked.feedCursor });
      process.kill(pid, 'SIGCONT');
      const wokenAt = performance.now();
      await until('both show that it is back', says('ok', 'up', 1));
      console.log(`its return was seen after ${((performance.now() - wokenAt) / 1_000).toFixed(1)} s`);
      await until('what was booked meanwhile is sent', () => statusesOf(watch.changes, 'EMAIL').includes('SENT'));
    } finally {
      process.kill(pid, 'SIGCONT');
    }
  });
});
