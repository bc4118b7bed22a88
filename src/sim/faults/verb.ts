import type { World } from '../world.ts';

/**
 * What a verb takes besides its target, by name: the type as scenarios write it, and the default ('' = none).
 * `duration` and `size` are texts with units, handed to the verb as µs and bytes.
 */
export interface VerbParameter {
  readonly type: 'duration' | 'size' | 'count' | 'flag' | 'choice' | 'text' | 'list' | 'target' | 'value';
  readonly default: string | number | boolean;
  readonly required?: boolean;
  readonly choices?: readonly string[];
}

/** Resolved arguments: targets are nodes, durations µs. */
export interface VerbArguments {
  /** Index of the command. */
  readonly command: number;
  /** Nodes of the `node` parameter. */
  readonly nodes: readonly number[];
  /** Ordered pairs (from, to), flat. */
  readonly links: readonly number[];
  readonly values: Readonly<Record<string, string | number | boolean | readonly string[]>>;
}

/** What a verb answers: a code with parameters when it could not be done; nothing was changed then. */
export type Refusal = { readonly code: string; readonly parameters: Readonly<Record<string, string | number>> } | null;

/** A thing that a user can do to a world: one file, one line in the list of its room. */
export interface Verb<S> {
  readonly name: string;
  /** `node`: takes `node`; `link`: takes `from` and `to`; `none`: only its parameters. */
  readonly target: 'node' | 'link' | 'none';
  readonly group: 'node' | 'link' | 'disk' | 'client' | 'operation';
  /** Kinds of nodes that the screen offers it for. */
  readonly aims: readonly ('server' | 'control' | 'client')[];
  readonly parameters: Readonly<Record<string, VerbParameter>>;
  begin(world: World<S>, given: VerbArguments): Refusal;
  /** Ends what `begin` began, after `for`, at `until`, by `heal`, or in the closing phase. null = nothing to end. */
  readonly end: ((world: World<S>, given: VerbArguments) => void) | null;
}
