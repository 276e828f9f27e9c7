import { pino } from 'pino';
import { expect, it } from 'vitest';
import { createFaults } from './faults.ts';
import { createLogNotice } from './log-notice.ts';
import { createMetrics } from './metrics.ts';

it('a partition that waits because too many of its records are unfinished is counted, with an alarm', async () => {
  const lines: Record<string, unknown>[] = [];
  const logger = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const metrics = createMetrics();
  const { reading: fault } = createFaults(logger, metrics, undefined);
  const onNotice = createLogNotice({ logger, metrics, fault, onFatal: () => expect.unreachable() });
  onNotice({ kind: 'span-full', topic: 'appointments.created', partition: 3, watermark: 17 });
  expect(lines).toMatchObject([{ alarm: true, kind: 'span-full', partition: 3, watermark: 17 }]);
  const text = await metrics.registry.metrics();
  expect(text).toContain('notifier_reading_full_total{limit="span"} 1\n');
  expect(text).toContain('notifier_reading_full_total{limit="memory"} 0\n');
});
