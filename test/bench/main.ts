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
