import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { buildFrame } from '../../engine/client.ts';
import { CELL_FATES, CELL_FLAGS } from '../../engine/protocol.ts';
import { t } from '../i18n/index.ts';
import { drawCells } from './draw-cells.ts';
import type { StageLayout } from './layout.ts';
import { readPalette } from './palette.ts';

const SHOWN = ['appended', 'acked-on-one', 'committed', 'duplicate', 'lost', 'offline'] as const;

/** The line that says what the cells mean; its samples are drawn by the same function as the cells. */
export function Legend({
  y,
  palette,
  language,
}: {
  readonly y: number;
  readonly palette: string;
  readonly language: string;
}): ReactNode {
  return (
    <ul className="stage-legend" style={{ top: y }} aria-label={t('stage.legend')}>
      {SHOWN.map((one) => (
        <li key={one}>
          <Sample kind={one} palette={palette} />
          {t(`stage.legend.${one}`)}
        </li>
      ))}
      <li lang={language === 'zh' ? 'zh-CN' : 'en'}>
        <svg width="4" height="16" aria-hidden="true">
          <path d="M2 0v16" className="mark-hw" />
        </svg>
        {t('stage.legend.limit')}
      </li>
      <li>
        <svg width="8" height="16" aria-hidden="true">
          <path d="M2 0v16M2 8h4" className="mark-end" />
        </svg>
        {t('stage.legend.end')}
      </li>
    </ul>
  );
}

/** The same for the bars of many partitions. */
export function BarLegend({ y }: { readonly y: number }): ReactNode {
  return (
    <ul className="stage-legend" style={{ top: y + 6 }} aria-label={t('stage.legend')}>
      {(['read', 'unread', 'beyond'] as const).map((part) => (
        <li key={part}>
          <span className="stage-swatch" data-part={part} aria-hidden="true" />
          {t(`stage.legend.${part}`)}
        </li>
      ))}
      <li>
        <svg width="4" height="16" aria-hidden="true">
          <path d="M2 0v16" className="mark-hw" />
        </svg>
        {t('stage.legend.limit')}
      </li>
    </ul>
  );
}

function Sample({ kind, palette }: { readonly kind: (typeof SHOWN)[number]; readonly palette: string }): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: drawn again in another theme
  useLayoutEffect(() => {
    const surface = canvas.current;
    const ctx = surface?.getContext('2d') ?? null;
    if (surface === null || ctx === null) return;
    const ratio = window.devicePixelRatio || 1;
    surface.width = 22 * ratio;
    surface.height = 20 * ratio;
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.clearRect(0, 0, 22, 20);
    drawCells(ctx, sampleFrame(kind), SAMPLE, readPalette(surface), ['A'], { selectedUid: -1, still: true });
  }, [kind, palette]);
  return <canvas ref={canvas} style={{ width: 22, height: 20 }} />;
}

const BOX = { x: 0, y: 0, width: 0, height: 0 };
const SAMPLE: StageLayout = {
  width: 22,
  height: 20,
  level: 'record',
  narrow: false,
  pitch: 20,
  cellWidth: 17,
  cellHeight: 16,
  stacked: false,
  roomy: false,
  producers: BOX,
  brokers: BOX,
  controller: BOX,
  groups: BOX,
  lanes: [
    {
      partition: 0,
      name: '',
      box: BOX,
      left: BOX,
      stripX: 2,
      columns: 1,
      rows: [{ node: 0, y: 2 }],
      rulerY: 0,
      groupY: [],
    },
  ],
  legendY: 0,
};

function sampleFrame(kind: (typeof SHOWN)[number]) {
  const none = -1;
  const partition = {
    partition: 0,
    topic: none,
    index: 0,
    name: none,
    replicas: 1,
    leader: none,
    leaderEpoch: 0,
    partitionEpoch: 0,
    isr: 0,
    elr: 0,
    minIsr: 1,
    trueHw: 0,
    logEnd: 1,
    columnFrom: 0,
    columnTo: 1,
    leaderlessUs: none,
    acked: 0,
    lost: 0,
    atRisk: 0,
    internal: 0,
  };
  const replica = {
    partition: 0,
    node: 0,
    slot: 0,
    running: 1,
    believes: 0,
    sync: 2,
    leaderEpoch: 0,
    logStart: 0,
    logEnd: 1,
    highWatermark: 0,
    flushed: 0,
    lastStable: 0,
    caughtUpUs: none,
  };
  const isDuplicate = kind === 'duplicate';
  const cell = {
    replica: 0,
    partition: 0,
    offset: 0,
    uid: 0,
    batch: 0,
    leaderEpoch: 0,
    label: 0,
    number: 7,
    fate: CELL_FATES.indexOf(kind === 'duplicate' ? 'committed' : kind),
    flags: isDuplicate ? CELL_FLAGS.duplicate : 0,
    size: 0,
    producerId: none,
    sequence: none,
    appendedUs: none,
  };
  return buildFrame({ partitions: [partition], replicas: [replica], cells: [cell] }, 0);
}
