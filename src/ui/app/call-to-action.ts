import { useMemo } from 'react';
import { t } from '../i18n/index.ts';
import type { StageProps } from '../stage/stage-contract.ts';
import { frames } from '../store/frame-source.ts';
import { choices, placeFault, set, useStore } from '../store/store.ts';
import { useFrame } from '../store/use-frame.ts';

/** How long after the new leader's election the run halts, so that its first acts are seen. Simulated µs. */
const AFTER_ELECTION_US = 200_000;

/**
 * In the first scenario, at its stop, while every broker runs: the one button that grows out of the leader's card.
 */
export function useCallToAction(): StageProps['callToAction'] {
  const opened = useStore((state) => state.opened);
  const stopUs = firstStop(opened?.id === 'first-light' ? opened.guide : []);
  const isThere = useStore((state) => !state.playing && stopUs >= 0 && Math.abs(state.timeUs - stopUs) <= 1);
  const leader = useFrame((frame) => {
    for (let row = 0; row < frame.partitions.length; row++) {
      if (frame.partitions.internal[row] === 0) return frame.partitions.leader[row] ?? -1;
    }
    return -1;
  }, -1);
  const anyDown = useFrame((frame) => {
    for (let row = 0; row < frame.nodes.length; row++) {
      if (frame.nodes.kind[row] === 0 && frame.nodes.status[row] !== 0) return true;
    }
    return false;
  }, false);
  return useMemo(() => {
    const broker = opened?.brokers.find((one) => one.node === leader);
    if (!isThere || anyDown || broker === undefined) return null;
    const target = `broker-${broker.id}`;
    return { target, label: t('app.kill', { broker: broker.id }), onAct: () => void killAndWatch(target) };
  }, [opened, isThere, anyDown, leader]);
}

/** Kills, and plays on until a new leader has taken over. */
async function killAndWatch(target: string): Promise<void> {
  const killedUs = Math.floor(choices().timeUs);
  if (!(await placeFault('crash', target))) return;
  const { commands } = choices().opened ?? {};
  set({ playing: true, stopUs: -1 });
  const stop = frames.onFrame(({ leaderSpans }) => {
    const state = choices();
    const isOver = !state.playing || state.stopUs >= 0 || state.opened?.commands !== commands;
    for (let row = 0; row < leaderSpans.length && !isOver; row++) {
      const electedUs = leaderSpans.fromUs[row] ?? 0;
      if (electedUs > killedUs && (leaderSpans.leader[row] ?? -1) >= 0) set({ stopUs: electedUs + AFTER_ELECTION_US });
    }
    if (isOver) queueMicrotask(() => stop());
  });
}

function firstStop(guide: NonNullable<ReturnType<typeof choices>['opened']>['guide']): number {
  const step = guide.find((one) => one.kind === 'observe');
  return step?.kind === 'observe' ? step.stopUs : -1;
}
