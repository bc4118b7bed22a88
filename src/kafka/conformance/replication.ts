import * as v from 'valibot';
import { createFollowerProgress, isCaughtUp, recordFetch } from '../broker/in-sync.ts';
import {
  electLeader,
  isUnclean,
  nextElr,
  nextLastKnownMembers,
  ONLINE,
  PREFERRED,
  UNCLEAN,
} from '../controller/election.ts';

const CAUGHT_UP = v.object({
  replicaLagTimeMaxMs: v.number(),
  steps: v.array(
    v.variant('op', [
      v.object({ op: v.literal('fetch'), offset: v.number(), leaderEnd: v.number() }),
      v.object({ op: v.literal('sleep'), ms: v.number() }),
      v.object({ op: v.literal('check'), leaderEnd: v.number() }),
    ]),
  ),
});
const NODES = v.array(v.number());
const ELECT = v.object({
  replicas: NODES,
  isr: NODES,
  elr: NODES,
  leader: v.number(),
  alive: NODES,
  election: v.picklist(['online', 'preferred', 'unclean']),
});
const ELIGIBLE = v.object({
  replicas: NODES,
  isr: NODES,
  elr: NODES,
  lastKnownElr: NODES,
  minIsr: v.number(),
  newIsr: NODES,
  uncleanShutdown: v.optional(NODES, []),
});

const ELECTIONS = { online: ONLINE, preferred: PREFERRED, unclean: UNCLEAN } as const;

export function runCaughtUp(input: unknown): unknown {
  const { replicaLagTimeMaxMs, steps } = v.parse(CAUGHT_UP, input);
  const progress = createFollowerProgress(1);
  const caughtUp: boolean[] = [];
  let nowUs = 0;
  for (const step of steps) {
    if (step.op === 'fetch') recordFetch(progress, 0, step.offset, 0, step.leaderEnd, 1, nowUs);
    else if (step.op === 'sleep') nowUs += step.ms * 1000;
    else caughtUp.push(isCaughtUp(progress, 0, step.leaderEnd, nowUs, replicaLagTimeMaxMs * 1000));
  }
  return { caughtUp };
}

export function runElectLeader(input: unknown): unknown {
  const { replicas, isr, elr, leader, alive, election } = v.parse(ELECT, input);
  const acceptable: Record<number, number> = {};
  for (const node of alive) acceptable[node] = 1;
  const elected = electLeader({ replicas, isr, elr, lastKnownElr: [], leader }, acceptable, ELECTIONS[election]);
  return { leader: elected.leader, unclean: isUnclean(elected.how) };
}

/** With `useLastKnownLeaderInBalancedRecovery` off, as the vectors have it. */
export function runEligibleLeaderReplicas(input: unknown): unknown {
  const { replicas, isr, elr, lastKnownElr, minIsr, newIsr, uncleanShutdown } = v.parse(ELIGIBLE, input);
  const before = { replicas, isr, elr, lastKnownElr, leader: -1 };
  const next = nextElr(before, newIsr, minIsr, uncleanShutdown);
  return { elr: next, lastKnownElr: nextLastKnownMembers(before, newIsr, minIsr, next) };
}
