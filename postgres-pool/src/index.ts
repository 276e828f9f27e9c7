export { keepWhole } from './keep-whole.ts';
