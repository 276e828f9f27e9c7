import type { Plugin } from 'vite';

/**
 * Builds for production whatever the caller's NODE_ENV is. Vite would respect it, and the tests build with `test`: that
 * page would carry React's development half, and be served to people from then on.
 */
export const production: Plugin = {
  name: 'production',
  apply: 'build',
  config() {
    process.env.NODE_ENV = 'production';
  },
};
