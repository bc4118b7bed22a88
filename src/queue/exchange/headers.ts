import { at } from '../../sim/column.ts';

/** A value in a table of AMQP 0-9-1, as far as it is modelled: text, number, boolean, void. */
export type FieldValue = string | number | boolean | null;

/** A table of AMQP 0-9-1: a message's headers, or a binding's arguments. It never changes. */
export interface FieldTable {
  readonly names: readonly string[];
  /** By place in `names`. */
  readonly values: readonly FieldValue[];
}

export const NO_FIELDS: FieldTable = { names: [], values: [] };

const MATCH = 'x-match';

/**
 * Whether a headers exchange sends a message along a binding with these arguments.
 *
 * @remarks
 * `x-match` is `all` (also where it is missing), `any`, `all-with-x` or `any-with-x`; without `-with-x`, arguments
 * whose name begins with `x-` do not count. An argument fits a header of the same name, type and value; a void one
 * asks only that the header is there. With no argument that counts, *all* takes every message and *any* takes none.
 *
 * @see `rabbit_exchange_type_headers:route`
 */
export function matchesHeaders(bindingArguments: FieldTable, headers: FieldTable): boolean {
  const { names, values } = bindingArguments;
  const match = fieldOf(bindingArguments, MATCH);
  const takesAny = match === 'any' || match === 'any-with-x';
  const seesX = match === 'all-with-x' || match === 'any-with-x';
  for (let i = 0; i < names.length; i++) {
    const name = at(names, i);
    if (name === MATCH || (!seesX && name.startsWith('x-'))) continue;
    const fits = fitsHeader(at(values, i), fieldOf(headers, name));
    if (fits === takesAny) return fits;
  }
  return !takesAny;
}

/** Whether the broker takes such a binding: `x-match`, if it is there, must be one of four texts. */
export function isValidHeadersBinding(bindingArguments: FieldTable): boolean {
  const match = fieldOf(bindingArguments, MATCH);
  return match === undefined || match === 'all' || match === 'any' || match === 'all-with-x' || match === 'any-with-x';
}

function fitsHeader(expected: FieldValue, header: FieldValue | undefined): boolean {
  return header !== undefined && (expected === null || expected === header);
}

function fieldOf(table: FieldTable, name: string): FieldValue | undefined {
  for (let i = 0; i < table.names.length; i++) {
    if (at(table.names, i) === name) return at(table.values, i);
  }
  return undefined;
}
