import { useMemo } from 'react';
import { t } from '../i18n/index.ts';
import type { StageProps } from '../stage/stage-contract.ts';
import { placeFault, set, useStore } from '../store/store.ts';
import { useFrame } from '../store/use-frame.ts';

/**
 * At a first authored stop with confirmed records on one broker only, nothing killed yet: the one button that grows
 * out of the leader's card. Computed from the frame, for any scenario whose accident is left to the user.
 */
export function useCallToAction(): StageProps['callToAction'] {
  const opened = useStore((state) => state.opened);
  const playing = useStore((state) => state.playing);
  const timeUs = useStore((state) => state.timeUs);
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
    if (opened === null || playing || anyDown || opened.id !== 'first-light') return null;
    const stop = opened.guide.find((step) => step.kind === 'observe');
    if (stop?.kind !== 'observe' || stop.stopUs < 0 || Math.abs(timeUs - stop.stopUs) > 1) return null;
    const broker = opened.brokers.find((one) => one.node === leader);
    if (broker === undefined) return null;
    const target = `broker-${broker.id}`;
    return {
      target,
      label: t('app.kill', { broker: broker.id }),
      onAct: () => {
        void placeFault('crash', target).then((done) => {
          if (done) set({ playing: true, stopUs: -1 });
        });
      },
    };
  }, [opened, playing, anyDown, timeUs, leader]);
}
