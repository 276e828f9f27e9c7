/**
 * Promise: an appointment that is answered is committed. Those that arrive together share one statement, so that durability
 * costs them one commit; one that fails on its data, or exceeds a quota, fails alone.
 */
import { createBatcher } from '@belltower/support/process';
import type { AppointmentWrite, WriteResult } from './insert-appointments.ts';
import { createInsertBatch, type InsertBatchOptions } from './insert-batch.ts';

/** Writes appointments. */
export interface WriteBatch {
  /** Resolves when it is committed. @throws {BeyondQuota}, or what the database said */
  write(appointment: AppointmentWrite): Promise<WriteResult>;
}

/** What a write batch needs. */
export interface WriteBatchOptions extends InsertBatchOptions {
  /** How many appointments share a statement at most. @default 256 */
  readonly largest?: number;
  /** How many statements are in flight at a time. @default 2 */
  readonly flushes?: number;
}

/** Makes a write batch. While some flushes are in flight, the requests that arrive make up the next one. */
export function createWriteBatch({ largest = 256, flushes = 2, ...options }: WriteBatchOptions): WriteBatch {
  const batcher = createBatcher({ flush: createInsertBatch(options), maxSize: largest, flushes });
  return { write: batcher.add };
}
