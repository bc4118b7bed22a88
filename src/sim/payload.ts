import { type FloatColumn, floatColumn, get, getInt, type IntColumn, intColumn, pushFloat, pushInt } from './column.ts';
import { FLOATS, INTS, shape } from './shape.ts';

/**
 * All messages of a world, by *uid*, in the order in which applications called send; and *bundles*, lists of
 * uids that travel together (a record batch).
 *
 * Both only grow and never change, so forks share them. A uid is the identity which the ledger follows: models
 * carry it and never decide anything by it.
 */
export interface Payloads {
  /** The client that called send. */
  sender: IntColumn;
  /** Number of the sender's instance: a restarted client is another session. */
  session: IntColumn;
  /** Index of the call within the session, from 0. */
  callIndex: IntColumn;
  /** A destination (topic) id of the system. */
  destination: IntColumn;
  /** Index in the world's table of texts, −1 for no key. */
  key: IntColumn;
  /** Index in the world's table of texts, −1 where only the size counts, `NO_VALUE` for null. */
  value: IntColumn;
  /** Bytes of key, value and headers. */
  size: IntColumn;
  /** µs. */
  created: FloatColumn;
  /** By bundle: first place in `members`, and count. */
  bundleStart: IntColumn;
  bundleCount: IntColumn;
  /** uids, −1 where a message has been taken out. */
  members: IntColumn;
}

/** A message whose value is null: in a compacted log a tombstone. */
export const NO_VALUE = -2;

export const payloadsForm = shape<Payloads>({
  sender: INTS,
  session: INTS,
  callIndex: INTS,
  destination: INTS,
  key: INTS,
  value: INTS,
  size: INTS,
  created: FLOATS,
  bundleStart: INTS,
  bundleCount: INTS,
  members: INTS,
});

export function createPayloads(): Payloads {
  return {
    sender: intColumn(),
    session: intColumn(),
    callIndex: intColumn(),
    destination: intColumn(),
    key: intColumn(),
    value: intColumn(),
    size: intColumn(),
    created: floatColumn(),
    bundleStart: intColumn(),
    bundleCount: intColumn(),
    members: intColumn(),
  };
}

/** Adds a message and answers its uid. */
export function addMessage(
  payloads: Payloads,
  sender: number,
  session: number,
  callIndex: number,
  destination: number,
  key: number,
  value: number,
  size: number,
  created: number,
): number {
  pushInt(payloads.sender, sender);
  pushInt(payloads.session, session);
  pushInt(payloads.callIndex, callIndex);
  pushInt(payloads.destination, destination);
  pushInt(payloads.key, key);
  pushInt(payloads.value, value);
  pushFloat(payloads.created, created);
  return pushInt(payloads.size, size);
}

/** Adds a bundle of these uids and answers its id. */
export function addBundle(payloads: Payloads, uids: readonly number[]): number {
  pushInt(payloads.bundleStart, payloads.members.length);
  for (const uid of uids) pushInt(payloads.members, uid);
  return pushInt(payloads.bundleCount, uids.length);
}

export function bundleCount(payloads: Payloads, bundle: number): number {
  return getInt(payloads.bundleCount, bundle);
}

/** The uid at place `index` (from 0) of a bundle. */
export function bundleMember(payloads: Payloads, bundle: number, index: number): number {
  return getInt(payloads.members, getInt(payloads.bundleStart, bundle) + index);
}

/** Whether the value of a message is null. */
export function hasNoValue(payloads: Payloads, uid: number): boolean {
  return getInt(payloads.value, uid) === NO_VALUE;
}

/** µs at which the application called send. */
export function createdAt(payloads: Payloads, uid: number): number {
  return get(payloads.created, uid);
}
