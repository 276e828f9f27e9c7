export { type ConflictReason, ISSUE_CODES, type Issue, type IssueCode } from './error-codes.ts';
export { BelltowerError, graphqlError } from './errors.ts';
export type { LinkState } from './link-state.ts';
export { createLiveClient, type LiveClient, type LiveClientOptions } from './live-client.ts';
export { type Operation, type ResetCode, type ResumingSink, subscribeResuming } from './subscribe-resuming.ts';
