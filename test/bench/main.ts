import { cpus } from 'node:os';
import { type Comparison, compare, type Result } from './compare.ts';

const COMPARISONS: readonly Comparison[] = [
  {
    name: 'event queue, 100 pending',
    unit: 'steps/s',
    subject: 'queue-100',
    reference: 'bare-100',
    must: 0.7,
    rounds: 5,
  },
  {
    name: 'event queue, 1,000 pending',
    unit: 'steps/s',
    subject: 'queue-1000',
    reference: 'bare-1000',
    must: 0.7,
    rounds: 5,
  },
  {
    name: 'event queue, 10,000 pending',
    unit: 'steps/s',
    subject: 'queue-10000',
    reference: 'bare-10000',
    must: 0.7,
    rounds: 5,
  },
  {
    name: 'event queue against closures',
    unit: 'steps/s',
    subject: 'queue-1000',
    reference: 'closures-1000',
    must: 2.3,
    rounds: 5,
  },
  {
    name: 'M/M/1 against a hand-written switch',
    unit: 'customers/s',
    subject: 'mm1',
    reference: 'mm1-hand',
    must: 0.4,
    rounds: 5,
  },
  { name: 'M/M/1 against simjs', unit: 'customers/s', subject: 'mm1', reference: 'mm1-simjs', must: 6, rounds: 3 },
  {
    name: 'kafka: time against the minimal model',
    unit: 'simulated s/s',
    subject: 'kafka-seconds',
    reference: 'minimal-seconds',
    must: 0.2,
    rounds: 5,
  },
  {
    name: 'kafka: events against the bare heap',
    unit: 'events/s',
    subject: 'kafka-events',
    reference: 'bare-1000',
    must: 0.12,
    rounds: 5,
  },
  {
    name: 'explore: runs against the minimal model',
    unit: 'runs/s',
    subject: 'kafka-runs',
    reference: 'minimal-runs',
    must: 0.2,
    rounds: 5,
  },
  {
    name: 'two workers against one',
    unit: 'runs/s',
    subject: 'two-workers',
    reference: 'one-worker',
    must: 1.6,
    rounds: 5,
  },
  {
    name: 'checkpoint against structuredClone',
    unit: 'checkpoints/s',
    subject: 'forks',
    reference: 'clones',
    must: 200,
    rounds: 3,
  },
  // The hash alone would let events pass ten times as fast as they do: its share is a tenth.
  {
    name: 'hash alone against the whole event',
    unit: 'events/s',
    subject: 'hashing',
    reference: 'kafka-events',
    must: 10,
    rounds: 3,
  },
  // 1 / 0.45.
  {
    name: 'memory: records in a megabyte',
    unit: 'records/MB',
    subject: 'records-in-columns',
    reference: 'records-as-objects',
    must: 2.22,
    rounds: 3,
  },
];

const asJson = process.argv.includes('--json');
const only = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const results: Result[] = [];
for (const one of COMPARISONS) {
  if (only.length > 0 && !only.some((word) => one.name.includes(word))) continue;
  const result = await compare(one);
  results.push(result);
  if (!asJson) console.log(line(result));
}
const machine = `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores, Node ${process.versions.node}`;
if (asJson) console.log(JSON.stringify({ machine, results }));
else console.log(machine);
process.exitCode = results.every((result) => result.ok) ? 0 : 1;

function line(result: Result): string {
  const numbers = `${result.ratio.toFixed(2)} (${result.low.toFixed(2)} to ${result.high.toFixed(2)})`;
  return `${result.ok ? 'ok   ' : 'short'} ${result.name.padEnd(38)} ${numbers.padEnd(22)} ${result.goal.padEnd(8)} ${Math.round(result.value).toLocaleString('en')} ${result.unit}`;
}
