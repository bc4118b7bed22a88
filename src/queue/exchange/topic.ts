import { at } from '../../sim/column.ts';

/** Takes exactly one word of a routing key. */
const ONE_WORD = '*';
/** Takes any number of words, also none. */
const ANY_WORDS = '#';
/** A binding key with more `#` words than this is refused, since RabbitMQ 4.3.5. */
const ANY_WORDS_LIMIT = 2;

/**
 * The words of a routing key or a binding key: what stands between the dots.
 *
 * @remarks The empty key has no words, and two dots in a row enclose an empty word, which is a word.
 * @see `rabbit_db_topic_exchange:split_topic_key`
 */
export function topicWords(key: string): readonly string[] {
  return key === '' ? [] : key.split('.');
}

/**
 * Whether a topic exchange sends a message with this routing key along a binding with this key.
 *
 * @remarks
 * A wildcard is a word of its own: `a*` and `##` are ordinary words, and so is `#` in a routing key. When a word does
 * not fit, only the last `#` before it needs to take one word more, so the work is at most the product of the two
 * lengths, however many `#` there are.
 *
 * @param pattern - the binding key's words
 * @param words - the routing key's words
 * @see `rabbit_exchange_type_topic`
 */
export function matchesTopic(pattern: readonly string[], words: readonly string[]): boolean {
  let place = 0;
  let word = 0;
  // Behind the last `#`, and the first word that it does not take.
  let afterAny = -1;
  let freeFrom = 0;
  while (word < words.length) {
    const expected = place < pattern.length ? at(pattern, place) : null;
    if (expected === ANY_WORDS) {
      place++;
      afterAny = place;
      freeFrom = word;
    } else if (expected === ONE_WORD || expected === at(words, word)) {
      place++;
      word++;
    } else if (afterAny >= 0) {
      freeFrom++;
      word = freeFrom;
      place = afterAny;
    } else {
      return false;
    }
  }
  while (place < pattern.length && at(pattern, place) === ANY_WORDS) place++;
  return place === pattern.length;
}

/**
 * Whether the broker takes a binding with this key.
 *
 * @remarks A binding that an older broker has stored still routes. @see
 * `rabbit_exchange_type_topic:validate_binding`
 */
export function isValidTopicBinding(bindingKey: string): boolean {
  const words = topicWords(bindingKey);
  let count = 0;
  for (let i = 0; i < words.length; i++) {
    if (at(words, i) === ANY_WORDS) count++;
  }
  return count <= ANY_WORDS_LIMIT;
}
