export { loadDotEnv } from './load-dot-env.ts';
export { loadStartEnvironment } from './load-start-environment.ts';
export { type Environment, EnvironmentError, readEnvironment } from './read-environment.ts';
export { flag, httpUrl, integer, isLoopback, list, listOf, processVariables } from './variables.ts';
