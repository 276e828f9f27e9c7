/** What every record of these benchmarks holds: 400 bytes, and three headers. */
import { randomUUID } from 'node:crypto';

export const VALUE = JSON.stringify({ filler: 'x'.repeat(390) });
export const HEADERS = { ce_id: randomUUID(), ce_type: 'bench', 'content-type': 'application/json' };
