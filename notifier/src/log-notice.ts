import type { LogNotice } from '@belltower/event-log';
import type { FaultLog } from '@belltower/support/faults';
import type { Logger } from 'pino';
import type { Metrics } from './metrics.ts';

/** What notices of the event log are passed on to. */
export interface LogNoticeOptions {
  readonly logger: Logger;
  readonly metrics: Pick<Metrics, 'lost' | 'stopped' | 'readingFull'>;
  /** Of reading. */
  readonly fault: FaultLog;
  onFatal(error: unknown): void;
}

/** Creates the function that logs and counts what the event log says of reading. */
export function createLogNotice({ logger, metrics, fault, onFatal }: LogNoticeOptions): (notice: LogNotice) => void {
  const alarm = (notice: LogNotice, text: string) => logger.error({ ...notice, alarm: true }, text);
  return (notice) => {
    switch (notice.kind) {
      case 'assigned':
        logger.info(notice, 'partitions assigned');
        break;
      case 'interrupted':
        fault.failed(notice.error);
        break;
      case 'lost':
        metrics.lost.inc({ topic: notice.topic }, Math.max(0, notice.to - notice.from));
        alarm(notice, 'events were removed before they were read');
        break;
      case 'undecodable':
        metrics.stopped.add(notice);
        if (notice.skipped) alarm(notice, 'a batch that cannot be decoded is skipped, as KAFKA_SKIP says');
        else alarm(notice, 'a batch cannot be decoded: its partition is not read on');
        break;
      case 'span-full':
        metrics.readingFull.inc({ limit: 'span' });
        alarm(notice, 'too many records are unfinished: reading waits');
        break;
      case 'bytes-full':
        metrics.readingFull.inc({ limit: 'memory' });
        alarm(notice, 'unfinished records hold all the memory that they may: reading waits');
        break;
      case 'retention-failed':
        logger.error({ alarm: true, err: notice.error }, 'old records of the event log could not be removed');
        break;
      case 'stalled':
        onFatal(new Error(`nothing was read of ${notice.topic} for ${notice.silentMs} ms, though there is more`));
    }
  };
}
