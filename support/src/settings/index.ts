export { loadDotEnv } from './load-dot-env.ts';
export { type Environment, EnvironmentError, readEnvironment } from './read-environment.ts';
export { flag, httpUrl, integer, list, listOf, processVariables } from './variables.ts';
