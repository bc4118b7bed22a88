import type { ReactNode } from 'react';
import { t } from '../i18n/index.ts';
import { describeRow } from './describe-cell.ts';
import type { LaneLayout, StageLayout } from './layout.ts';
import type { StageProps } from './stage-contract.ts';
import { useStageFrame } from './use-stage-frame.ts';

/** The heads of a lane's rows as buttons over the drawing: each selects its replica. */
export function ReplicaHeads(
  props: StageProps & { readonly layout: StageLayout; readonly lane: LaneLayout },
): ReactNode {
  const { source, opened, layout, lane, selection, onSelect } = props;
  const rows = useStageFrame(
    source,
    (frame) => lane.rows.map((row) => describeRow(opened, frame, lane.partition, row.node)),
    [],
    `${opened.run} ${lane.partition}`,
  );
  if (layout.level !== 'record') return null;
  const left = lane.box.x + 6;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a form's meaning
    <div role="group" aria-label={t('stage.replicas', { name: lane.name })} onKeyDown={moveBetweenHeads}>
      {lane.rows.map((row, at) => {
        const broker = opened.brokers.find((one) => one.node === row.node);
        const address = `replica(${lane.name},broker-${broker?.id ?? row.node})`;
        return (
          <button
            key={row.node}
            type="button"
            className="stage-head"
            tabIndex={at === 0 ? 0 : -1}
            data-address={address}
            aria-pressed={selection === address}
            aria-label={rows[at]}
            style={{ left, top: row.y - 2, width: lane.stripX - left - 3, height: layout.cellHeight + 4 }}
            onClick={() => onSelect(address, -1)}
          />
        );
      })}
    </div>
  );
}

function moveBetweenHeads(event: React.KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return;
  const heads = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('button')];
  const index = heads.findIndex((head) => head.matches(':focus'));
  const next = heads[Math.max(0, Math.min(heads.length - 1, index + step))];
  event.preventDefault();
  event.stopPropagation();
  next?.focus();
}
