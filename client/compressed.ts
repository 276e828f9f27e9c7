import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const COMPRESSIBLE = /\.(?:js|css|html|svg|json|ttf)$/;
/** Smaller ones travel in one packet as they are. */
const FROM_BYTES = 1_000;
/** Brotli's best takes seconds for each of the playground's largest files, and gains a few percent. */
const BEST_UP_TO_BYTES = 300_000;

/** Writes each file that was built once more as `.br` and as `.gz` beside it, for the server to send as it is. */
export const compressed: Plugin = {
  name: 'compressed',
  apply: 'build',
  async writeBundle({ dir = '' }, bundle) {
    const names = Object.keys(bundle).filter((name) => COMPRESSIBLE.test(name));
    await Promise.all(names.map((name) => compress(join(dir, name))));
  },
};

async function compress(path: string): Promise<void> {
  const content = await readFile(path);
  if (content.length < FROM_BYTES) return;
  const quality = content.length <= BEST_UP_TO_BYTES ? constants.BROTLI_MAX_QUALITY : 9;
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } }),
    promisify(gzip)(content, { level: 9 }),
  ]);
  await Promise.all([writeFile(`${path}.br`, br), writeFile(`${path}.gz`, gz)]);
}
