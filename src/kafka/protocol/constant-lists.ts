/**
 * Lists of one value, by length, shared by all messages that need one. Messages never change, so a reply without an
 * error does not need a list of its own to say so.
 */
const ZEROS: (readonly number[])[] = [];
const MINUS_ONES: (readonly number[])[] = [];
/** By length, then by place. */
const ONES: (readonly number[])[][] = [];
export const EMPTY: readonly number[] = [];

export function zeros(length: number): readonly number[] {
  return shared(ZEROS, length, 0);
}

export function minusOnes(length: number): readonly number[] {
  return shared(MINUS_ONES, length, -1);
}

/** Zeros with a one at `place`. */
export function oneAt(length: number, place: number): readonly number[] {
  while (ONES.length <= length) ONES.push([]);
  const lists = ONES[length] ?? [];
  while (lists.length < length) {
    const list = new Array<number>(length).fill(0);
    list[lists.length] = 1;
    lists.push(list);
  }
  return lists[place] ?? EMPTY;
}

function shared(lists: (readonly number[])[], length: number, value: number): readonly number[] {
  const known = lists[length];
  if (known !== undefined) return known;
  while (lists.length <= length) lists.push(new Array<number>(lists.length).fill(value));
  return lists[length] ?? EMPTY;
}
