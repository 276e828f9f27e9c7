import type { Plugin } from 'vite';

const NUMBERS = /new Intl\.NumberFormat\(domEnv \? nav\.language : 'en-US'\)/;

/**
 * uPlot makes a number format of `navigator.language` when it is loaded, and cannot be loaded where that is no language tag, as in browsers
 * that run with a POSIX locale (`en-US@posix`). The browser's own choice is the same language, and always one that it knows.
 */
export const knownLanguage: Plugin = {
  name: 'known-language',
  transform(code, id) {
    if (!id.includes('/uplot/') || !id.endsWith('.js')) return null;
    if (!NUMBERS.test(code)) throw new Error(`expected a number format in ${id}, and it is not there`);
    return { code: code.replace(NUMBERS, 'new Intl.NumberFormat()'), map: null };
  },
};
