import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isSubscribable,
  parseTagSubscription,
  passesBroker,
  passesClient,
  tagsCodeOf,
} from '../../../src/rocketmq/filter/tag-filter.ts';

const tags = fc.array(fc.stringMatching(/^[A-Za-z0-9_]+$/), { minLength: 1, maxLength: 6 });

describe('a subscription by tags', () => {
  it('delivers exactly the messages with one of its tags', () => {
    fc.assert(
      fc.property(tags, fc.stringMatching(/^[A-Za-z0-9_]+$/), fc.nat(), (subscribed, other, pick) => {
        const subscription = parseTagSubscription(subscribed.join(' || '));
        const tag = pick % 2 === 0 ? (subscribed[pick % subscribed.length] ?? other) : other;

        if (subscription === null) throw new Error('refused');
        const delivered = passesBroker(subscription, tagsCodeOf(tag)) && passesClient(subscription, tag);
        expect(delivered).toBe(subscribed.includes(tag));
      }),
    );
  });

  it('holds each tag and each hash once', () => {
    expect(parseTagSubscription('Aa || BB || Aa')).toEqual({
      matchesAll: false,
      tags: ['Aa', 'BB'],
      tagsCodes: [2112],
    });
  });

  it('to nothing but blanks delivers nothing, and to nothing but bars is refused', () => {
    const blanks = parseTagSubscription(' || ');

    expect(blanks).toEqual({ matchesAll: false, tags: [], tagsCodes: [] });
    expect(blanks !== null && passesBroker(blanks, tagsCodeOf('a'))).toBe(false);
    expect(parseTagSubscription('||||')).toBeNull();
  });

  it('lets a message without a tag through only where it wants all', () => {
    const some = parseTagSubscription('a');
    const all = parseTagSubscription('*');

    expect(some !== null && passesClient(some, null)).toBe(false);
    expect(all !== null && passesBroker(all, tagsCodeOf(null)) && passesClient(all, null)).toBe(true);
  });

  it('by an expression of another kind only needs to have one', () => {
    expect(isSubscribable('a > ')).toBe(true);
    expect(isSubscribable('')).toBe(false);
    expect(isSubscribable(null)).toBe(false);
  });
});
