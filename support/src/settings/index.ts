export { type Environment, EnvironmentError, readEnvironment } from './read-environment.ts';
