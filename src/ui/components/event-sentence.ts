import { has, type Parameters, t } from '../i18n/index.ts';
import type { GlyphName } from './glyph.tsx';
import type { RunNames } from './run-names.ts';

/** An event as the engine tells it: a kind and its fields, still as numbers. */
export interface ToldEvent {
  readonly kind: string;
  /** The node that acted, −1 none. */
  readonly node: number;
  readonly fields: Readonly<Record<string, string | number>>;
}

export type EventTone = 'plain' | 'loss' | 'risk' | 'durable' | 'pending' | 'consume' | 'ink';
export type EventGroup = 'network' | 'storage' | 'group' | 'yours' | 'other';

/** Numbers that stand for a word, in the order of the models' own lists. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  'elected.how': ['clean', 'elr', 'last-known', 'unclean', 'preferred', 'none', 'initial'],
  'truncated.reason': ['epoch', 'hw', 'torn-tail', 'unclean', 'replica-removed'],
  'isr.by': ['leader', 'controller'],
  'position-reset.why': ['no-committed-offset', 'out-of-range', 'diverged', 'committed'],
  'group-state.state': ['Empty', 'PreparingRebalance', 'CompletingRebalance', 'Stable', 'Dead'],
  'controller-resigned.cause': ['no-majority', 'higher-epoch', 'stopping'],
  'appended.role': ['leader', 'follower'],
  'hw-moved.role': ['leader', 'follower'],
  'node-status.status': ['up', 'stopping', 'stopped', 'crashed', 'off'],
};

/** Fields that name a node; `from` and `to` do so only in some kinds, elsewhere they are offsets. */
const NODE_FIELDS = ['leader', 'before', 'broker', 'member', 'peer'];
const NODE_FIELDS_OF: Readonly<Record<string, readonly string[]>> = {
  sent: ['to'],
  shipped: ['to'],
  acked: ['from'],
  'append-refused': ['from'],
  'producer-id-given': ['to'],
  'request-lost': ['to'],
  'reply-lost': ['to'],
};
/** Fields that keep their number though another kind has a node under that name. */
const OFFSET_FIELDS_OF: Readonly<Record<string, readonly string[]>> = { 'position-reset': ['before'] };

/** The fields as a sentence needs them: nodes, partitions, groups and errors by name, times in seconds. */
export function eventParameters(event: ToldEvent, names: RunNames): Parameters {
  const named: Record<string, string | number> = {};
  if (typeof event.fields.command === 'number') Object.assign(named, faultParameters(event.fields.command, names));
  for (const [field, value] of Object.entries(event.fields)) {
    named[field] = typeof value === 'number' ? nameOf(event, field, value, names) : value;
  }
  named.node = names.node(event.node);
  if (event.kind === 'reassigned') {
    const isUnderWay = Number(event.fields.adding) !== 0 || Number(event.fields.removing) !== 0;
    named.state = isUnderWay ? 'moving' : 'done';
  }
  return named;
}

function nameOf(event: ToldEvent, field: string, value: number, names: RunNames): string | number {
  const word = WORDS[`${event.kind}.${field}`];
  if (word !== undefined) return word[value] ?? String(value);
  if (isNodeField(event.kind, field)) return names.node(value);
  switch (field) {
    case 'partition':
      return names.partition(value);
    case 'topic':
      return names.topic(value);
    case 'group':
      return names.group(value);
    case 'error':
      return names.error(value);
    case 'api':
      return names.api(value);
    case 'mask':
    case 'lastKnown':
    case 'maximalMask':
    case 'replicas':
    case 'adding':
    case 'removing':
      return names.replicas(Number(event.fields.partition ?? -1), value).join(', ') || '∅';
    case 'backoffUs':
      return Math.round(value / 1000);
    default:
      return value;
  }
}

function isNodeField(kind: string, field: string): boolean {
  if (OFFSET_FIELDS_OF[kind]?.includes(field) === true) return false;
  return NODE_FIELDS.includes(field) || NODE_FIELDS_OF[kind]?.includes(field) === true;
}

function faultParameters(command: number, names: RunNames): Record<string, string> {
  const { verb, target, byUser } = names.fault(command);
  const fault = verb !== '' && has(`fault.${verb}`) ? t(`fault.${verb}`) : verb;
  return { verb, fault, by: byUser ? 'user' : 'script', ...(target === '' ? {} : { target }) };
}

/** One sentence about what happened. A kind without words is shown by its name. */
export function eventSentence(event: ToldEvent, names: RunNames): string {
  const parameters = eventParameters(event, names);
  const id = `event.${event.kind}`;
  return has(id) ? t(id, parameters) : `${parameters.node} · ${event.kind}`;
}

interface Look {
  readonly glyph: GlyphName;
  readonly tone: EventTone;
  readonly group: EventGroup;
}

const LOOKS: Readonly<Record<string, Look>> = {
  'fault-begin': { glyph: 'bolt', tone: 'loss', group: 'yours' },
  'fault-end': { glyph: 'check', tone: 'ink', group: 'yours' },
  'config-changed': { glyph: 'gear', tone: 'ink', group: 'yours' },
  'node-status': { glyph: 'cross', tone: 'loss', group: 'other' },
  'request-lost': { glyph: 'cut', tone: 'risk', group: 'network' },
  'reply-lost': { glyph: 'cut', tone: 'risk', group: 'network' },
  'connection-ended': { glyph: 'cut', tone: 'plain', group: 'network' },
  sent: { glyph: 'arrow', tone: 'pending', group: 'network' },
  shipped: { glyph: 'arrow', tone: 'durable', group: 'network' },
  retried: { glyph: 'swap', tone: 'risk', group: 'network' },
  flushed: { glyph: 'half', tone: 'durable', group: 'storage' },
  truncated: { glyph: 'cross', tone: 'loss', group: 'storage' },
  'log-lost': { glyph: 'cross', tone: 'loss', group: 'storage' },
  expired: { glyph: 'cross', tone: 'risk', group: 'storage' },
  'log-dir-failed': { glyph: 'cross', tone: 'loss', group: 'storage' },
  appended: { glyph: 'dot', tone: 'pending', group: 'storage' },
  'append-refused': { glyph: 'barred', tone: 'risk', group: 'storage' },
  'duplicate-recognised': { glyph: 'two', tone: 'ink', group: 'storage' },
  'hw-moved': { glyph: 'arrow', tone: 'durable', group: 'storage' },
  committed: { glyph: 'check', tone: 'durable', group: 'storage' },
  produced: { glyph: 'ring', tone: 'pending', group: 'other' },
  'batch-closed': { glyph: 'barred', tone: 'plain', group: 'other' },
  acked: { glyph: 'check', tone: 'ink', group: 'other' },
  unknown: { glyph: 'question', tone: 'risk', group: 'network' },
  refused: { glyph: 'barred', tone: 'risk', group: 'other' },
  elected: { glyph: 'star', tone: 'ink', group: 'other' },
  leading: { glyph: 'star', tone: 'ink', group: 'other' },
  following: { glyph: 'dot', tone: 'plain', group: 'other' },
  isr: { glyph: 'people', tone: 'risk', group: 'other' },
  elr: { glyph: 'people', tone: 'plain', group: 'other' },
  reassigned: { glyph: 'swap', tone: 'ink', group: 'other' },
  'broker-fenced': { glyph: 'clock', tone: 'risk', group: 'other' },
  'broker-unfenced': { glyph: 'check', tone: 'ink', group: 'other' },
  'broker-registered': { glyph: 'check', tone: 'plain', group: 'other' },
  'group-state': { glyph: 'people', tone: 'consume', group: 'group' },
  assigned: { glyph: 'people', tone: 'consume', group: 'group' },
  revoked: { glyph: 'people', tone: 'risk', group: 'group' },
  'member-fenced': { glyph: 'barred', tone: 'risk', group: 'group' },
  delivered: { glyph: 'arrow', tone: 'consume', group: 'group' },
  processed: { glyph: 'check', tone: 'consume', group: 'group' },
  'position-committed': { glyph: 'check', tone: 'consume', group: 'group' },
  'read-replica': { glyph: 'swap', tone: 'plain', group: 'group' },
  'position-reset': { glyph: 'swap', tone: 'risk', group: 'group' },
  'commit-refused': { glyph: 'barred', tone: 'risk', group: 'group' },
  'controller-elected': { glyph: 'star', tone: 'ink', group: 'other' },
  'controller-active': { glyph: 'check', tone: 'ink', group: 'other' },
  'controller-resigned': { glyph: 'barred', tone: 'risk', group: 'other' },
  'metadata-appended': { glyph: 'dot', tone: 'pending', group: 'storage' },
  'metadata-committed': { glyph: 'check', tone: 'durable', group: 'storage' },
  'metadata-truncated': { glyph: 'cross', tone: 'loss', group: 'storage' },
  'client-started': { glyph: 'play', tone: 'plain', group: 'other' },
  'client-stopped': { glyph: 'barred', tone: 'plain', group: 'other' },
};
const UNKNOWN_LOOK: Look = { glyph: 'dot', tone: 'plain', group: 'other' };

/** How an event looks and which filter it belongs to. A node that comes up again is no loss. */
export function eventLook(event: ToldEvent): Look {
  if (event.kind === 'node-status' && event.fields.status === 0) return { glyph: 'check', tone: 'ink', group: 'other' };
  return LOOKS[event.kind] ?? UNKNOWN_LOOK;
}
