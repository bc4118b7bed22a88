import { Fragment, type ReactNode, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Frame } from '../../engine/protocol.ts';
import { useColours } from '../components/use-colours.ts';
import { t, useLanguage } from '../i18n/index.ts';
import { labelSizes, NO_LABELS } from './cell-labels.ts';
import { at, ClusterCards } from './cluster-cards.tsx';
import { type BarWords, drawBars } from './draw-bars.ts';
import { drawCells } from './draw-cells.ts';
import { clientsOf, drawFetches, drawRibbons, drawTokens, tokensOf } from './draw-wires.ts';
import { paceAt } from './effects.ts';
import { FOLLOW, wantedFrom } from './follow.ts';
import { GroupCards } from './group-cards.tsx';
import { type LaneLayout, layOut, type StageLayout } from './layout.ts';
import { BarLegend, Legend } from './legend.tsx';
import { type MarkWords, NO_MARKS } from './mark-shapes.ts';
import { marksOf, readableLimit } from './marks.ts';
import { moveMarks } from './move-marks.ts';
import { shortName } from './names.ts';
import { readPalette } from './palette.ts';
import { ProducerCell } from './producer-cell.tsx';
import { ReplicaHeads } from './replica-heads.tsx';
import type { StageProps } from './stage-contract.ts';
import { StripGrid } from './strip-grid.tsx';
import { useStageFrame } from './use-stage-frame.ts';
import './stage.css';

/** First offsets that the user scrolled to, by partition; null = it follows again. */
interface Scrolls {
  readonly run: number;
  readonly from: Readonly<Record<number, number | null>>;
}
/** What stands above the stage, with a verdict at its tallest: lanes do not jump when it grows. */
const ABOVE = 190;
/** More partitions than these are chosen from a list. */
const MOST_BUTTONS = 4;
const NOT_SCROLLED: Scrolls['from'] = {};

/** The cluster, drawn from frames: cards in HTML, cells and messages on one canvas, axes and flags in SVG. */
export function Stage(props: StageProps): ReactNode {
  const { source, opened, narrow, theme, reducedMotion, selection } = props;
  const language = useLanguage();
  const root = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const svg = useRef<SVGSVGElement>(null);
  const [{ width, room }, setSize] = useState({ width: 0, room: 0 });
  const [lane, setLane] = useState(0);
  const colours = useColours();
  const anyDown = useStageFrame(source, brokersDown, 0, opened) > 0;
  const labels = useStageFrame(source, (frame) => labelSizes(frame, opened.names.texts), NO_LABELS, opened);
  const anyCall = props.callToAction !== null;
  const layout = useMemo(
    () => layOut(opened, { width, room, narrow, lane, anyDown, anyCall, labels }),
    [opened, width, room, narrow, lane, anyDown, anyCall, labels],
  );

  useLayoutEffect(() => {
    const element = root.current;
    if (element === null) return;
    const page = element.parentElement;
    const measure = (): void => {
      const now = { width: element.clientWidth, room: Math.max(0, (page?.clientHeight ?? 0) - ABOVE) };
      setSize((before) => (before.width === now.width && before.room === now.room ? before : now));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    if (page !== null) observer.observe(page);
    return () => observer.disconnect();
  }, []);

  // Scrolling belongs to one run.
  const [scrolls, setScrolls] = useState<Scrolls>({ run: opened.run, from: {} });
  const scrolled = scrolls.run === opened.run ? scrolls.from : NOT_SCROLLED;
  const onScroll = (partition: number, from: number | null): void => {
    setScrolls({ run: opened.run, from: { ...scrolled, [partition]: from } });
  };

  useEffect(() => {
    if (width === 0) return;
    // Bars need no records: a frame stays small however many partitions there are.
    const visible = layout.level === 'bar' ? [] : layout.lanes;
    const leadingKind = kindOf(opened, 'leading');
    const record = selectedRecord(opened, selection);
    let asked = '';
    return source.onFrame((frame) => {
      const lanes = visible.map((one) => {
        const selected = record?.partition === one.partition ? record.offset : -1;
        const from = wantedFrom(frame, one, { selected, scrolled: scrolled[one.partition] ?? null, leadingKind });
        return { partition: one.partition, from, columns: one.columns };
      });
      const text = JSON.stringify(lanes);
      if (text === asked) return;
      asked = text;
      source.setView({ lanes });
    });
  }, [source, opened, layout, width, selection, scrolled]);

  // Before the first frame nothing tells what to follow.
  useEffect(() => {
    if (width === 0 || source.current() !== null) return;
    source.setView({
      lanes: layout.lanes.map((one) => ({ partition: one.partition, from: FOLLOW, columns: one.columns })),
    });
  }, [source, layout, width]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: colours change with the theme, words with the language
  useLayoutEffect(() => {
    const surface = canvas.current;
    const marks = svg.current;
    const element = root.current;
    const ctx = surface?.getContext('2d') ?? null;
    if (surface === null || marks === null || element === null || ctx === null || width === 0) return;
    const palette = readPalette(element);
    const words = markWords(props);
    const kinds = { assignedKind: kindOf(opened, 'assigned'), revokedKind: kindOf(opened, 'revoked') };
    const ratio = window.devicePixelRatio || 1;
    surface.width = Math.round(layout.width * ratio);
    surface.height = Math.round(layout.height * ratio);
    const draw = (frame: Frame): void => {
      ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      ctx.clearRect(0, 0, layout.width, layout.height);
      if (layout.level === 'bar') {
        drawBars(ctx, frame, layout, palette, barWords());
        moveMarks(marks, NO_MARKS);
        return;
      }
      const clients = clientsOf(frame);
      drawRibbons(ctx, frame, layout, palette, clients, { ...kinds, pace: reducedMotion ? 0 : paceAt(frame) });
      drawCells(ctx, frame, layout, palette, opened.names.texts, {
        selectedUid: selectedUid(frame, opened, selection),
        still: reducedMotion,
      });
      drawFetches(ctx, frame, layout, palette, clients);
      drawTokens(ctx, tokensOf(frame, layout, clients, reducedMotion), layout, palette, t('stage.merged'));
      moveMarks(marks, marksOf(frame, layout, words, reducedMotion));
    };
    const stop = source.onFrame(draw);
    let isOver = false;
    void document.fonts?.ready.then(() => {
      const frame = source.current();
      if (frame !== null && !isOver) draw(frame);
    });
    return () => {
      isOver = true;
      stop();
    };
  }, [source, opened, layout, width, theme, colours, language, reducedMotion, selection]);

  return (
    <section
      className="stage"
      ref={root}
      style={{ minHeight: layout.height }}
      aria-label={t('stage.label')}
      aria-describedby="stage-summary"
      data-testid="stage"
      data-level={layout.level}
    >
      <Summary {...props} />
      {width > 0 && (
        <>
          {layout.lanes.map((one) => (
            <LaneCard key={one.partition} {...props} layout={layout} lane={one}>
              {(scrolled[one.partition] ?? null) !== null && (
                <button type="button" className="stage-follow" onClick={() => onScroll(one.partition, null)}>
                  {t('stage.follow')} <kbd>End</kbd>
                </button>
              )}
              {narrow && <LaneSwitch opened={opened} lane={lane} onLane={setLane} />}
            </LaneCard>
          ))}
          <GroupFrame {...props} layout={layout} />
        </>
      )}
      <canvas ref={canvas} className="stage-canvas" style={{ width: layout.width, height: layout.height }} />
      <svg ref={svg} className="stage-marks" width={layout.width} height={layout.height} aria-hidden="true">
        <g className="stage-lines" />
        <g className="stage-plates" />
        <g className="stage-labels" />
      </svg>
      {width > 0 && (
        <>
          <ClusterCards {...props} layout={layout} />
          {layout.level !== 'bar' &&
            layout.lanes.map((one) => (
              <Fragment key={one.partition}>
                <ReplicaHeads {...props} layout={layout} lane={one} />
                <StripGrid {...props} layout={layout} lane={one} onScroll={onScroll} />
              </Fragment>
            ))}
          {layout.level === 'bar' && <BarLegend y={layout.legendY} />}
          {!narrow && layout.level !== 'bar' && (
            <Legend y={layout.legendY} palette={`${theme} ${colours}`} language={language} />
          )}
        </>
      )}
    </section>
  );
}

function GroupFrame(props: StageProps & { readonly layout: StageLayout }): ReactNode {
  if (props.narrow) return null;
  return (
    <>
      {props.layout.level !== 'bar' &&
        props.layout.lanes.map((lane) => <ProducerCell key={lane.partition} {...props} lane={lane} />)}
      <GroupCards {...props} />
    </>
  );
}

/** A lane's card below the canvas: its name, who leads, how many replicas are in sync. */
function LaneCard(
  props: StageProps & { readonly layout: StageLayout; readonly lane: LaneLayout; readonly children: ReactNode },
): ReactNode {
  const { source, opened, layout, lane, selection, onSelect } = props;
  const state = useStageFrame(
    source,
    (frame) => {
      const row = frame.partitions.partition.indexOf(lane.partition);
      const leader = frame.partitions.leader[row] ?? -1;
      return {
        leader: leader < 0 ? '' : shortName(opened, leader),
        epoch: frame.partitions.leaderEpoch[row] ?? 0,
        isr: bits(frame.partitions.isr[row] ?? 0),
        all: frame.partitions.replicas[row] ?? 0,
        minIsr: frame.partitions.minIsr[row] ?? 1,
      };
    },
    null,
    `${opened.run} ${lane.partition}`,
  );
  const address = `partition(${lane.name})`;
  const isSelected = selection === address;
  return (
    <div className="stage-lane" style={at(lane.box)} data-selected={isSelected} data-testid={`lane-${lane.name}`}>
      <button
        type="button"
        className="stage-lane-head"
        data-address={address}
        aria-pressed={isSelected}
        onClick={() => onSelect(address, -1)}
      >
        <strong>{lane.name}</strong>
        {state !== null && state.leader !== '' && layout.level === 'record' && (
          <span>{t('stage.leaderAt', { leader: state.leader, epoch: state.epoch })}</span>
        )}
      </button>
      {props.children}
      {state !== null && !layout.narrow && (
        <span className="stage-isr" data-short={state.isr < state.all} data-under={state.isr < state.minIsr}>
          {t('stage.isrOf', { n: state.isr, all: state.all })}
        </span>
      )}
    </div>
  );
}

function LaneSwitch({
  opened,
  lane,
  onLane,
}: Pick<StageProps, 'opened'> & { readonly lane: number; readonly onLane: (lane: number) => void }): ReactNode {
  const lanes = opened.partitions.filter((one) => !one.internal);
  if (lanes.length < 2) return null;
  if (lanes.length > MOST_BUTTONS) {
    return (
      <select
        className="stage-switch"
        aria-label={t('stage.lanes')}
        value={lane}
        onChange={(event) => onLane(Number(event.target.value))}
      >
        {lanes.map((one, index) => (
          <option key={one.name} value={index}>
            {one.name}
          </option>
        ))}
      </select>
    );
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a form's meaning
    <div className="stage-switch" role="group" aria-label={t('stage.lanes')}>
      {lanes.map((one, index) => (
        <button
          key={one.name}
          type="button"
          aria-pressed={index === lane}
          aria-label={one.name}
          onClick={() => onLane(index)}
        >
          {/\d+$/.exec(one.name)?.[0] ?? index}
        </button>
      ))}
    </div>
  );
}

/** The state of the cluster in a few sentences, for who does not see the drawing. */
function Summary({ source, opened }: StageProps): ReactNode {
  const text = useStageFrame(source, (frame) => summaryOf(opened, frame), '', opened);
  return (
    <p id="stage-summary" className="stage-summary">
      {text}
    </p>
  );
}

function brokersDown(frame: Frame): number {
  let down = 0;
  for (let row = 0; row < frame.nodes.length; row++) {
    if (frame.nodes.kind[row] === 0 && (frame.nodes.status[row] ?? 0) > 1) down += 1;
  }
  return down;
}

function summaryOf(opened: StageProps['opened'], frame: Frame): string {
  const brokers = opened.brokers.length;
  const down = brokersDown(frame);
  const lanes = opened.partitions.filter((one) => !one.internal).slice(0, 3);
  return lanes
    .map(({ name, partition }) => {
      const row = frame.partitions.partition.indexOf(partition);
      const leader = frame.partitions.leader[row] ?? -1;
      return t('stage.summary', {
        brokers,
        down,
        name,
        leader: leader < 0 ? '–' : shortName(opened, leader),
        isr: bits(frame.partitions.isr[row] ?? 0),
        all: frame.partitions.replicas[row] ?? 0,
        limit: readableLimit(frame, partition, leader, row),
        lost: frame.partitions.lost[row] ?? 0,
      });
    })
    .join(' ');
}

/** The record that an address names, null = none of this run's. */
function selectedRecord(opened: StageProps['opened'], selection: string) {
  const address = /^record\((.+),(\d+),e(-?\d+)\)$/.exec(selection);
  const partition = opened.partitions.find((one) => one.name === address?.[1])?.partition;
  if (address === null || partition === undefined) return null;
  return { partition, offset: Number(address[2]), epoch: Number(address[3]) };
}

/** The uid of a selected record's address, −1 if nothing in view has it. */
function selectedUid(frame: Frame, opened: StageProps['opened'], selection: string): number {
  const record = selectedRecord(opened, selection);
  if (record === null) return -1;
  const { cells } = frame;
  for (let row = 0; row < cells.length; row++) {
    if (
      cells.partition[row] === record.partition &&
      cells.offset[row] === record.offset &&
      cells.leaderEpoch[row] === record.epoch
    ) {
      return cells.uid[row] ?? -1;
    }
  }
  return -1;
}

function barWords(): BarWords {
  return { lag: (n) => t('stage.lag', { n }), noLeader: t('stage.noLeaderShort') };
}

function markWords({ opened }: StageProps): MarkWords {
  return {
    node: (node) => shortName(opened, node),
    leader: t('stage.leader'),
    isr: t('stage.isr'),
    elr: t('stage.elr'),
    out: t('stage.out'),
    down: t('stage.down'),
    diverged: t('stage.diverged'),
    noLeader: (seconds) => (seconds === '' ? t('stage.noLeader') : t('stage.noLeaderFor', { seconds })),
    groupOffsets: t('stage.groupOffsets'),
    lag: (n) => t('stage.lag', { n }),
    committed: (n) => t('stage.committedAt', { n }),
    position: (n) => t('stage.positionAt', { n }),
    held: (n) => t('stage.held', { n }),
    group: (row) => opened.groups[row]?.id ?? '',
    electedKind: kindOf(opened, 'elected'),
  };
}

/** Number of a kind of observation, −1 = this system has none of that name. */
function kindOf(opened: StageProps['opened'], name: string): number {
  return opened.names.kinds.findIndex((kind) => kind.name === name);
}

function bits(mask: number): number {
  let count = 0;
  for (let rest = mask; rest > 0; rest >>>= 1) count += rest & 1;
  return count;
}
