import { javaSplit, javaStringHash, javaTrim } from '../java-text.ts';

/** A subscription by tags, as client and broker keep it (`SubscriptionData`). */
export interface TagSubscription {
  /** The expression was `*`, or empty. */
  readonly matchesAll: boolean;
  /** Each tag once, in the order of the expression; the client compares with these. */
  readonly tags: readonly string[];
  /** Each hash once; the broker compares with these. */
  readonly tagsCodes: readonly number[];
}

const EVERYTHING: TagSubscription = { matchesAll: true, tags: [], tagsCodes: [] };

/**
 * Reads `A || B || C`.
 *
 * @param expression - null where the consumer gave none
 * @returns null where the expression is refused: it has separators and nothing else
 * @see `FilterAPI.buildSubscriptionData` in Apache RocketMQ
 */
export function parseTagSubscription(expression: string | null): TagSubscription | null {
  if (expression === null || expression === '' || expression === '*') return EVERYTHING;
  const pieces = javaSplit(expression, '||');
  if (pieces.length === 0) return null;
  const tags = new Set(pieces.map(javaTrim).filter((tag) => tag !== ''));
  const tagsCodes = new Set([...tags].map(javaStringHash));
  return { matchesAll: false, tags: [...tags], tagsCodes: [...tagsCodes] };
}

/**
 * Whether a client takes an expression of another kind than tags (`SQL92`). It only wants one to be there: what it says
 * is read by the broker.
 *
 * @see `FilterAPI.build` in Apache RocketMQ
 */
export function isSubscribable(expression: string | null): boolean {
  return expression !== null && expression !== '';
}

/**
 * The hash of a message's tag, which its entry in the consume queue holds.
 *
 * @param tag - null where the message has none
 * @see `MessageExtBrokerInner.tagsString2tagsCode` in Apache RocketMQ
 */
export function tagsCodeOf(tag: string | null): number {
  return tag === null ? 0 : javaStringHash(tag);
}

/**
 * Whether the broker hands the message out. It sees hashes only, so another tag may pass (`Aa` and `BB` have one hash).
 *
 * @see `ExpressionMessageFilter.isMatchedByConsumeQueue` in Apache RocketMQ
 */
export function passesBroker(subscription: TagSubscription, tagsCode: number): boolean {
  return subscription.matchesAll || subscription.tagsCodes.includes(tagsCode);
}

/**
 * Whether the client keeps a message that the broker handed out: it compares texts. One that it drops counts as
 * consumed all the same.
 *
 * @see `PullAPIWrapper.processPullResult` in Apache RocketMQ
 */
export function passesClient(subscription: TagSubscription, tag: string | null): boolean {
  return subscription.tags.length === 0 || (tag !== null && subscription.tags.includes(tag));
}
