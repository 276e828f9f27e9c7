export { loadDotEnv } from './load-dot-env.ts';
export { type Environment, EnvironmentError, readEnvironment } from './read-environment.ts';
