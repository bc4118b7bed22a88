import { at, type FloatColumn, forkFloats, forkInts, type IntColumn } from './column.ts';
import { type Hash, mixFloats, mixInt, mixInts, mixNumber, mixPlain, mixText } from './hash.ts';

/**
 * How one kind of value in a world is forked and hashed.
 *
 * @remarks
 * `fork` answers the value itself where forks may share it: numbers, texts, and data that is never changed
 * after it was made (messages, names, configurations).
 */
export interface Form<T> {
  readonly fork: (value: T) => T;
  readonly hash: (hash: Hash, value: T) => void;
  /** True where `fork` is the identity, so that a fork can skip it. */
  readonly same: boolean;
}

const same = <T>(hash: (hash: Hash, value: T) => void): Form<T> => ({ fork: (value) => value, hash, same: true });

/** A whole number: id, offset, epoch, count, time in µs. */
export const NUMBER: Form<number> = same(mixNumber);
export const TEXT: Form<string> = same(mixText);
export const FLAG: Form<boolean> = same((hash, value) => mixInt(hash, value ? 1 : 0));

/** Data that nobody changes after it was made, at any depth; shared by forks. */
export function frozen<T>(): Form<T> {
  return same<T>(mixPlain);
}

/** Set-up that is equal in every fork of a run (names, configuration): shared, and not hashed. */
export function constant<T>(): Form<T> {
  return same<T>(() => undefined);
}

export const INT_ARRAY: Form<Int32Array> = { fork: (value) => value.slice(), hash: mixPlain, same: false };
export const FLOAT_ARRAY: Form<Float64Array> = { fork: (value) => value.slice(), hash: mixPlain, same: false };
export const BYTES: Form<Uint8Array> = { fork: (value) => value.slice(), hash: mixPlain, same: false };
/** A plain list of whole numbers that is changed in place. */
export const NUMBERS: Form<number[]> = { fork: (value) => value.slice(), hash: mixPlain, same: false };
export const INTS: Form<IntColumn> = { fork: forkInts, hash: mixInts, same: false };
export const FLOATS: Form<FloatColumn> = { fork: forkFloats, hash: mixFloats, same: false };

/** A list that changes, of values that are forked by `form`. */
export function listOf<T>(form: Form<T>): Form<T[]> {
  return {
    fork: (list) => (form.same ? list.slice() : list.map(form.fork)),
    hash: (hash, list) => {
      mixInt(hash, list.length);
      for (let i = 0; i < list.length; i++) form.hash(hash, at(list, i));
    },
    same: false,
  };
}

export function nullable<T>(form: Form<T>): Form<T | null> {
  return {
    fork: (value) => (value === null ? null : form.fork(value)),
    hash: (hash, value) => {
      mixInt(hash, value === null ? 0 : 1);
      if (value !== null) form.hash(hash, value);
    },
    same: form.same,
  };
}

/** As `nullable`, for what most worlds have not: null leaves no trace in the hash. */
export function optional<T>(form: Form<T>): Form<T | null> {
  return {
    fork: (value) => (value === null ? null : form.fork(value)),
    hash: (hash, value) => {
      if (value !== null) form.hash(hash, value);
    },
    same: form.same,
  };
}

/**
 * The form of a record of state, from the forms of its fields.
 *
 * @remarks
 * The compiler refuses a shape that leaves a field of `T` out, so no field can be missing from `fork` or
 * `hash`. Fields are hashed in the order of the shape. A fork is made by copying the record and then forking
 * what forks must not share.
 */
export function shape<T extends object>(forms: { readonly [K in keyof Required<T>]: Form<T[K]> }): Form<T> {
  const keys = Object.keys(forms) as (keyof T)[];
  const deep = keys.filter((key) => !forms[key].same);
  return {
    fork: (value) => {
      const copy = { ...value };
      for (const key of deep) copy[key] = forms[key].fork(value[key]);
      return copy;
    },
    hash: (hash, value) => {
      for (const key of keys) forms[key].hash(hash, value[key]);
    },
    same: false,
  };
}
