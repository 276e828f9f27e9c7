export { createFaultLog, type FaultLog } from './fault-log.ts';
export { limitFaultLines } from './limit-fault-lines.ts';
