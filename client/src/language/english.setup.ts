/** The unit tests read English, as staff do; one that speaks another language leaves the next in English. */
import { beforeEach } from 'vitest';
import { speakForTest } from './speak-for-test.ts';

speakForTest('en');
beforeEach(() => speakForTest('en'));
