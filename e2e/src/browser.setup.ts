/** vitest's global set-up: unpacks the browser once, because two workers that unpack it at once break each other. */
import { chromePath } from './browser.ts';

export async function setup(): Promise<void> {
  await chromePath();
}
