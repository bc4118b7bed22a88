import type { Mistake } from '../scenario/mistakes.ts';

/** Sentences of mistakes, by code; `{name}` is a parameter, `{name|before|after}` one that may be missing. */
const SENTENCES: Readonly<Record<string, string>> = {
  'file.too-large': 'the file is larger than {most} bytes',
  'file.not-json': 'not JSON from line {line}, column {column} on{found|: }',
  'file.too-deep': 'nested {found} deep; at most {most}',
  'format.unknown': 'unknown format {found}; this program reads mqscope/1',
  'value.missing': 'missing; expected {type}',
  'value.wrong-type': 'expected {type}, found {found}',
  'value.not-a-choice': '{found} is not one of {choices}{meant|; did you mean |?}',
  'value.too-small': '{found} is less than {least}',
  'value.too-large': '{found} is more than {most}',
  'value.too-long': '{found} is longer than {most}',
  'key.unknown': 'unknown key {key}{meant|; did you mean |?}',
  'name.bad': '{found} is not a name: letters, digits, dot, dash and underscore',
  'name.twice': '{found} is there twice',
  'name.unknown': '{found} is not known{meant|; did you mean |?}',
  'duration.bad': '{found} is not a duration such as 5s, 400ms or 500us',
  'size.bad': '{found} is not a size such as 200B, 1KiB or 1MiB',
  'rate.bad': '{found} is not a rate such as 100/s',
  'config.unknown-key': 'unknown key{meant|; did you mean |?}',
  'config.wrong-type': 'expected {type}, found {found}',
  'config.not-a-choice': '{found} is not one of {choices}',
  'config.too-small': '{found} is less than {least}',
  'config.too-large': '{found} is more than {most}',
  'config.conflict': 'conflicts with {other}{repair|; it would do with }{why|: }',
  'config.not-modelled': 'known, but not modelled yet',
  'replicas.bad': 'bad assignment of replicas: {why}',
  'verb.unknown': 'unknown verb {found}{meant|; did you mean |?}',
  'parameter.unknown': '{verb} takes no {key}{meant|; did you mean |?}',
  'parameter.missing': '{verb} needs {key}',
  'target.bad': '{found} is not a target such as broker-1 or leader(orders-0)',
  'target.unknown': '{target} names {found}, which is not there{meant|; did you mean |?}',
  'target.wrong-kind': '{found} is a link; a node is needed here',
  'condition.bad': '{found} is not a condition such as now >= 5s and isrSize(orders-0) < 2',
  'trigger.unknown-event': 'unknown event {found}{meant|; did you mean |?}',
  'trigger.unknown-field': '{event} has no field {found}{meant|; did you mean |?}',
  'trigger.bad-value': '{found} is no value of {field}{choices|; one of }',
  'entry.no-start': 'neither at nor on: when should it start?',
  'entry.two-starts': 'both at and on; one of them',
  'entry.two-ends': 'both for and until; one of them',
  'entry.no-end': '{verb} has no end',
  'expect.no-form': 'nothing is expected: verdict, where, partition, group or event',
  'expect.no-bound': 'no bound: min, max or equals',
  'expect.two-bounds': 'equals stands alone',
  'path.unknown': 'no {found} there{meant|; did you mean |?}',
  'variant.unknown': 'no variant {found}{meant|; did you mean |?}',
  'command.too-late': 'that instant has been simulated already',
  'run.event-budget': 'stopped after {events} events at {time}: a rate, a size or a duration is too large for one run',
  'run.breach': 'stopped at {time}: an invariant that the configuration promises was broken',
};

/** Codes that have a sentence. */
export const KNOWN_CODES: readonly string[] = Object.keys(SENTENCES);

/** A mistake as a line: where, and what is wrong. */
export function mistakeText(mistake: Mistake): string {
  const text = sentence(mistake.code, mistake.parameters);
  return mistake.path === '' ? text : `${mistake.path}: ${text}`;
}

export function sentence(code: string, parameters: Readonly<Record<string, string | number>>): string {
  const template = SENTENCES[code] ?? code;
  return template.replaceAll(
    /\{([a-z]+)(?:\|([^|}]*)\|?([^}]*))?\}/g,
    (_, name: string, before?: string, after?: string) => {
      const value = parameters[name];
      if (before === undefined) return printable(value ?? '');
      return value === undefined || value === '' ? '' : `${before}${printable(value)}${after ?? ''}`;
    },
  );
}

/** A user's text on a terminal: control characters would steer it. */
export function printable(value: string | number): string {
  return String(value).replaceAll(/\p{Cc}/gu, '�');
}
