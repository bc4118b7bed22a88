import type { ReactNode } from 'react';
import { t, useLanguage } from '../i18n/index.ts';
import { useStore } from '../store/store.ts';
import { useFrame } from '../store/use-frame.ts';

/** What a screen reader hears: a summary when paused, the first loss of a run as an alert. */
export function LiveRegion(): ReactNode {
  useLanguage();
  const playing = useStore((state) => state.playing);
  const said = useStore((state) => state.said);
  const opened = useStore((state) => state.opened);
  const state = useFrame(
    (frame) => ({
      time: ((frame.clock.timeUs[0] ?? 0) / 1e6).toFixed(2),
      lost: frame.partitions.lost.reduce((sum, lost) => sum + Math.max(0, lost), 0),
      risk: frame.partitions.atRisk.reduce((sum, risk) => sum + Math.max(0, risk), 0),
      down: frame.nodes.status.reduce(
        (sum, status, row) => sum + (frame.nodes.kind[row] === 0 && status !== 0 ? 1 : 0),
        0,
      ),
    }),
    { time: '0.00', lost: 0, risk: 0, down: 0 },
  );
  return (
    <>
      <div className="sr-only" role="status" aria-live="polite">
        {said !== ''
          ? said
          : playing || opened === null
            ? ''
            : t('app.summary', { ...state, brokers: opened.brokers.length })}
      </div>
      <div className="sr-only" role="alert">
        {state.lost > 0 ? t('app.firstLoss') : ''}
      </div>
    </>
  );
}
