// biome-ignore-all lint/a11y/useSemanticElements: a table cannot be laid over a drawing
// biome-ignore-all lint/a11y/useFocusableInteractive: focus roves among the cells of one row
import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import type { Frame } from '../../engine/protocol.ts';
import { t } from '../i18n/index.ts';
import { type CellWords, describeCell, describeEmpty, describeRow } from './describe-cell.ts';
import { columnFrom, findCell, findReplica, hitTest } from './hit-test.ts';
import type { LaneLayout, StageLayout } from './layout.ts';
import type { StageProps } from './stage-contract.ts';
import { useStageFrame } from './use-stage-frame.ts';

const HOVER_MS = 300;

interface Focus {
  readonly row: number;
  readonly offset: number;
}

/**
 * The accessible side of a log strip, over the drawn cells: a grid whose focused row alone is real DOM. The pointer
 * finds its cell by arithmetic.
 */
export function StripGrid(
  props: StageProps & {
    readonly layout: StageLayout;
    readonly lane: LaneLayout;
    /** Shows a lane from this offset on; null = it follows the log again. */
    readonly onScroll: (partition: number, from: number | null) => void;
  },
): ReactNode {
  const { source, opened, layout, lane, onSelect, onScroll } = props;
  const [focus, setFocus] = useState<Focus | null>(null);
  const [tip, setTip] = useState<{ readonly words: CellWords; readonly x: number; readonly y: number } | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const grid = useRef<HTMLDivElement>(null);
  const focused = useRef<HTMLDivElement>(null);
  // While a row is focused its cells are told anew with every event; else only when a row's state has changed.
  useStageFrame(
    source,
    (now) =>
      focus === null
        ? lane.rows.map((row) => describeRow(opened, now, lane.partition, row.node))
        : [String(now.clock.event[0])],
    [],
    focus === null,
  );
  const frame = source.current();
  const first = lane.rows[0];
  useEffect(() => () => cancel(timer), []);
  const scroll = useRef({ onScroll, lane });
  scroll.current = { onScroll, lane };
  // Sideways, or with Shift, the wheel moves the log; a listener of React's would be passive.
  useEffect(() => {
    const element = grid.current;
    let rest = 0;
    const onWheel = (event: WheelEvent): void => {
      const by = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
      const now = source.current();
      if (now === null || event.ctrlKey || Math.abs(by) <= (event.shiftKey ? 0 : Math.abs(event.deltaY))) return;
      event.preventDefault();
      rest += by;
      const columns = Math.trunc(rest / 24);
      rest -= columns * 24;
      const { lane: current } = scroll.current;
      const last = endOf(now, current.partition) + 4 - current.columns;
      const from = columnFrom(now, current.partition) + columns;
      if (columns !== 0)
        scroll.current.onScroll(current.partition, from >= last && columns > 0 ? null : Math.max(0, from));
    };
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  }, [source]);
  useEffect(() => {
    if (focus !== null && grid.current?.contains(document.activeElement)) focused.current?.focus();
  }, [focus]);
  if (first === undefined) return null;

  const left = lane.stripX;
  const top = first.y - 2;
  const width = lane.columns * layout.pitch;
  const height = lane.rows.length * ((lane.rows[1]?.y ?? first.y + layout.cellHeight) - first.y) + 2;

  const wordsOf = (place: Focus): CellWords | null => {
    const now = source.current();
    if (now === null) return null;
    const cell = findCell(now, lane.partition, lane.rows[place.row]?.node ?? -1, place.offset);
    return cell < 0 ? null : describeCell(opened, now, lane, cell);
  };
  const tell = (place: Focus): void => {
    cancel(timer);
    timer.current = setTimeout(() => {
      const words = wordsOf(place);
      const now = source.current();
      if (words === null || now === null) return setTip(null);
      setTip({
        words,
        x: (place.offset - columnFrom(now, lane.partition)) * layout.pitch,
        y: (lane.rows[place.row]?.y ?? 0) - top + layout.cellHeight + 6,
      });
    }, HOVER_MS);
  };
  const hide = (): void => {
    cancel(timer);
    setTip(null);
  };
  const hitOf = (event: PointerEvent | React.MouseEvent): Focus | null => {
    const now = source.current();
    const box = grid.current?.getBoundingClientRect();
    if (now === null || box === undefined) return null;
    const hit = hitTest(now, layout, left + event.clientX - box.left, top + event.clientY - box.top);
    return hit === null || hit.lane !== lane ? null : { row: hit.row, offset: hit.offset };
  };
  const choose = (place: Focus): void => {
    const words = wordsOf(place);
    if (words !== null) onSelect(words.address, words.uid);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const now = source.current();
    if (now === null) return;
    const from = columnFrom(now, lane.partition);
    const place = focus ?? { row: 0, offset: from };
    if (event.key === 'End' || event.key === 'Home') {
      event.preventDefault();
      event.stopPropagation();
      const start = now.replicas.logStart[findReplica(now, lane.partition, lane.rows[place.row]?.node ?? -1)] ?? 0;
      const offset = event.key === 'Home' ? Math.max(0, start) : Math.max(0, endOf(now, lane.partition) - 1);
      onScroll(lane.partition, event.key === 'Home' ? offset : null);
      setFocus({ row: place.row, offset });
      return;
    }
    const moves: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
    };
    const move = moves[event.key];
    if (event.key === 'Escape' && tip !== null) {
      event.stopPropagation();
      hide();
      return;
    }
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      event.stopPropagation();
      choose(place);
      return;
    }
    if (move === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const row = Math.max(0, Math.min(lane.rows.length - 1, place.row + move[0]));
    const offset = Math.max(0, place.offset + move[1]);
    if (offset < from) onScroll(lane.partition, offset);
    else if (offset >= from + lane.columns) onScroll(lane.partition, offset - lane.columns + 1);
    setFocus({ row, offset });
    tell({ row, offset });
  };

  const node = focus === null ? -1 : (lane.rows[focus.row]?.node ?? -1);
  return (
    <div
      ref={grid}
      role="grid"
      className="stage-grid"
      aria-label={t('stage.lane', { name: lane.name })}
      aria-rowcount={lane.rows.length}
      aria-colcount={-1}
      tabIndex={focus === null ? 0 : -1}
      data-testid={`strip-${lane.name}`}
      style={{ left, top, width, height }}
      onFocus={(event) => {
        if (event.target !== grid.current || frame === null) return;
        const now = source.current();
        if (now !== null) setFocus({ row: 0, offset: columnFrom(now, lane.partition) });
      }}
      onBlur={(event) => {
        if (grid.current?.contains(event.relatedTarget) === true) return;
        hide();
      }}
      onKeyDown={onKeyDown}
      onPointerMove={(event) => {
        const place = hitOf(event);
        if (place === null) hide();
        else tell(place);
      }}
      onPointerLeave={hide}
      onClick={(event) => {
        const place = hitOf(event);
        if (place === null) return;
        setFocus(place);
        choose(place);
      }}
    >
      {lane.rows.map((row, index) =>
        frame === null || focus?.row === index ? null : (
          <div
            key={row.node}
            role="row"
            aria-rowindex={index + 1}
            className="stage-row"
            style={{ top: row.y - top, height: layout.cellHeight, width }}
          >
            <span role="gridcell" className="stage-summary">
              {describeRow(opened, frame, lane.partition, row.node)}
            </span>
          </div>
        ),
      )}
      {focus !== null && frame !== null && (
        <div
          role="row"
          aria-rowindex={focus.row + 1}
          className="stage-row"
          style={{ top: (lane.rows[focus.row]?.y ?? 0) - top, height: layout.cellHeight, width }}
        >
          {Array.from({ length: lane.columns }, (_, column) => {
            const offset = columnFrom(frame, lane.partition) + column;
            const isFocused = offset === focus.offset;
            const words = wordsOf({ row: focus.row, offset });
            return (
              <div
                key={offset}
                ref={isFocused ? focused : null}
                role="gridcell"
                className="stage-gridcell"
                aria-colindex={offset + 1}
                aria-label={words?.label ?? describeEmpty(opened, node, offset)}
                data-address={words?.address}
                tabIndex={isFocused ? 0 : -1}
                style={{ left: column * layout.pitch, width: layout.cellWidth, height: layout.cellHeight }}
              />
            );
          })}
        </div>
      )}
      {tip !== null && (
        <div
          className="stage-tip"
          role="tooltip"
          style={{ left: Math.max(-40, Math.min(width - 190, tip.x - 80)), top: tip.y }}
        >
          <strong>{tip.words.title}</strong>
          <p>{tip.words.fate}</p>
          <dl>
            {tip.words.facts.map((fact) => (
              <div key={fact.name}>
                <dt>{fact.name}</dt>
                <dd className="mono">{fact.value}</dd>
              </div>
            ))}
          </dl>
        </div>
      )}
    </div>
  );
}

function endOf(frame: Frame, partition: number): number {
  return frame.partitions.logEnd[frame.partitions.partition.indexOf(partition)] ?? 0;
}

function cancel(timer: { current: ReturnType<typeof setTimeout> | null }): void {
  if (timer.current !== null) clearTimeout(timer.current);
  timer.current = null;
}
