import { cpus } from 'node:os';
import { compare } from './compare.ts';
import { COMPARISONS } from './comparisons.ts';
import { type Goal, judge, lineOf, type Measure, type Pair, type Result } from './goals.ts';
import { tellGrowth } from './growth.ts';
import { MEASURES } from './measures.ts';

const asJson = process.argv.includes('--json');
const only = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const results: Result[] = [];
for (const one of COMPARISONS) {
  if (isWanted(one)) tell(one, await compare(one));
}
for (const measure of MEASURES) {
  if (measure.goals.some(isWanted)) await tellAll(measure);
}
if (!asJson && only.includes('growth')) await tellGrowth();
const machine = `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores, Node ${process.versions.node}`;
if (asJson) console.log(JSON.stringify({ machine, results }));
else console.log(machine);
process.exitCode = results.every((result) => result.ok) ? 0 : 1;

function isWanted(goal: Goal): boolean {
  return only.length === 0 || only.some((word) => goal.name.includes(word));
}

async function tellAll(measure: Measure): Promise<void> {
  const pairs = await measure.take();
  measure.goals.forEach((goal, index) => {
    if (isWanted(goal)) tell(goal, pairs[index] ?? []);
  });
}

function tell(goal: Goal, pairs: readonly Pair[]): void {
  const result = judge(goal, pairs);
  results.push(result);
  if (!asJson) console.log(lineOf(result));
}
