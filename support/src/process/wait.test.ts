import { expect, it } from 'vitest';
import { withGrace } from './wait.ts';

it('work with a grace settles as the work does, also after the stop, and is given up when that takes longer', async () => {
  const stop = new AbortController();
  await expect(withGrace(Promise.resolve('done'), stop.signal, 10_000)).resolves.toBe('done');
  await expect(withGrace(Promise.reject(new Error('refused')), stop.signal, 10_000)).rejects.toThrow('refused');
  const late = Promise.withResolvers<string>();
  const inTime = withGrace(late.promise, stop.signal, 10_000);
  const hanging = withGrace(new Promise(() => {}), stop.signal, 20);
  const refused = expect(hanging).rejects.toThrow('given up: it had not ended 20 ms after the stop');
  stop.abort();
  await refused;
  late.resolve('late');
  await expect(inTime).resolves.toBe('late');
});
