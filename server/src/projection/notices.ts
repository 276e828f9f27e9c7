import type { LogNotice } from '@belltower/event-log';
import type { Logger } from 'pino';
import { EpochChangedError } from './store.ts';

/** Logs what the reader of a topic reports. */
export function logNotice(log: Logger, topic: string, notice: LogNotice): void {
  switch (notice.kind) {
    case 'interrupted':
      log.warn({ err: notice.error, topic }, 'reading the log was interrupted');
      break;
    case 'refused': {
      const { partition, position, error } = notice;
      if (error instanceof EpochChangedError) log.info({ reason: error.message }, 'the feed enters its epoch again');
      else log.error({ err: error, topic, partition, position }, 'statuses cannot be projected: retrying');
      break;
    }
    case 'lost':
      log.error({ ...notice, alarm: true }, 'statuses were gone from the log before this server read them');
      break;
    case 'undecodable': {
      const fields = { ...notice, alarm: true };
      if (notice.skipped) log.error(fields, 'a batch that cannot be decoded is skipped, as KAFKA_SKIP says');
      else log.error(fields, 'a batch cannot be decoded: its partition is not read on');
    }
  }
}
