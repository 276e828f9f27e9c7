export { createFaultLog, type FaultLog, type FaultLogOptions } from './fault-log.ts';
