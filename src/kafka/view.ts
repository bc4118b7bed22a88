/**
 * What a screen may read of a Kafka world, as plain rows. It reads what the nodes hold; what is true of a message
 * the ledger knows.
 */
export * from './view/clients.ts';
export * from './view/cluster.ts';
export * from './view/messages.ts';
export * from './view/quorum.ts';
export { holdsOffset } from './view/segments-of.ts';
