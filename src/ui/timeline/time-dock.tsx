import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import type { Frame } from '../../engine/protocol.ts';
import { nodeTitle, targetTitle } from '../components/run-names.ts';
import { useColours } from '../components/use-colours.ts';
import { has, t, useLanguage } from '../i18n/index.ts';
import type { TimeDockProps } from './dock-contract.ts';
import { faultSpans, LABEL_WIDTH, LANE_IDS, RIGHT_MARGIN } from './dock-layout.ts';
import { DOCK_TOKENS, type DockPalette, drawDock } from './draw-dock.ts';
import type { DockWords } from './draw-lanes.ts';
import { drawScrubber, SCRUBBER_MARGIN } from './draw-scrubber.ts';
import { panned, type Span, timeScale, wholeRun, zoomed } from './time-scale.ts';
import './timeline.css';

const FACTS_EVERY_MS = 250;

/** What the dock tells in DOM: read from frames a few times a second. */
interface DockFacts {
  readonly endUs: number;
  readonly settledUs: number;
  readonly event: number;
  readonly events: number;
  readonly down: readonly string[];
  readonly faults: readonly {
    readonly key: string;
    readonly fromUs: number;
    readonly toUs: number;
    readonly line: number;
    readonly label: string;
  }[];
}

const NOTHING: DockFacts = { endUs: 0, settledUs: -1, event: 0, events: 0, down: [], faults: [] };

/** The time dock: lanes under one axis and one playhead; a slider for hands and keys. */
export function TimeDock({ source, opened, timeUs, onScrub, onStep, theme, compact }: TimeDockProps): ReactNode {
  const language = useLanguage();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [chosen, setChosen] = useState<Span | null>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const colours = useColours();
  const facts = useDockFacts(source, opened.names.texts, `${opened.run} ${language}`);
  const whole = wholeRun(opened.durationUs, facts.endUs, facts.settledUs);
  const span = chosen ?? whole;
  const { names } = opened;

  useLayoutEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    const measure = (): void => setSize({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: colours change with the theme, words with the language
  useLayoutEffect(() => {
    const element = canvas.current;
    const pen = element?.getContext('2d') ?? null;
    if (element === null || pen === null || size.width === 0) return;
    const palette = readPalette(element);
    const ratio = window.devicePixelRatio || 1;
    element.width = Math.round(size.width * ratio);
    element.height = Math.round(size.height * ratio);
    return source.onFrame((frame) => {
      if (frame.clock.length === 0) return;
      const shown = chosen ?? wholeRun(opened.durationUs, frame.clock.endUs[0] ?? 0, frame.clock.settledUs[0] ?? -1);
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      if (compact) drawScrubber(pen, frame, names, shown, size, palette);
      else drawDock(pen, frame, names, shown, size, palette, dockWords(names.texts, frame));
    });
  }, [source, opened, names, chosen, size, compact, theme, colours, language]);

  const margins = compact
    ? { left: SCRUBBER_MARGIN, right: SCRUBBER_MARGIN }
    : { left: LABEL_WIDTH, right: RIGHT_MARGIN };
  const scale = timeScale(span, margins.left, Math.max(margins.left + 1, size.width - margins.right));
  const timeAt = (clientX: number): number => scale.time(clientX - (canvas.current?.getBoundingClientRect().left ?? 0));
  const scrubTo = (time: number): void => onScrub(Math.min(Math.max(0, time), whole.toUs));
  const view = useRef({ timeAt, span, whole });
  view.current = { timeAt, span, whole };

  // A listener of React's would be passive, and Ctrl with the wheel would zoom the page.
  useEffect(() => {
    const element = canvas.current;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const now = view.current;
      const by = Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : event.deltaY;
      if (event.ctrlKey || event.metaKey)
        setChosen(zoomed(now.span, now.timeAt(event.clientX), by > 0 ? 1.25 : 0.8, now.whole));
      else if (now.span.toUs - now.span.fromUs < now.whole.toUs - now.whole.fromUs - 1) {
        setChosen(panned(now.span, (by * (now.span.toUs - now.span.fromUs)) / 1500, now.whole));
      }
    };
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  }, []);

  const onKey = (event: KeyboardEvent): void => {
    const act = keyAct(event, { scrubTo, onStep, timeUs, endUs: facts.endUs, span, whole, setSpan: setChosen });
    if (act === null) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  const down = facts.down.length > 0 ? `, ${t('timeline.down', { nodes: facts.down.join(', ') })}` : '';
  return (
    <div className="timeline" data-compact={compact}>
      <canvas
        ref={canvas}
        className="timeline-canvas"
        tabIndex={0}
        role="slider"
        aria-label={t('timeline.axis')}
        aria-valuemin={0}
        aria-valuemax={Math.round(whole.toUs / 1000)}
        aria-valuenow={Math.round(timeUs / 1000)}
        aria-valuetext={
          t('timeline.value', { time: (timeUs / 1e6).toFixed(3), event: facts.event, events: facts.events }) + down
        }
        data-testid="time-axis"
        onPointerDown={(event: PointerEvent) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          scrubTo(timeAt(event.clientX));
        }}
        onPointerMove={(event: PointerEvent) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) scrubTo(timeAt(event.clientX));
        }}
        onDoubleClick={() => setChosen(null)}
        onKeyDown={onKey}
      />
      {facts.faults.length > 0 && (
        <ul className="timeline-faults" aria-label={t('timeline.lane.faults')}>
          {facts.faults.map((fault) => {
            const left = scale.x(fault.fromUs);
            const isShown = !compact && left >= margins.left - 1 && left < size.width - 20;
            return (
              <li key={fault.key}>
                <button
                  type="button"
                  title={fault.label}
                  aria-label={fault.label}
                  className={isShown ? 'timeline-fault' : 'sr-only'}
                  style={
                    isShown
                      ? { left, top: 24 + fault.line * (facts.faults.some((one) => one.line > 0) ? 16 : 20) }
                      : undefined
                  }
                  onClick={() => onScrub(fault.fromUs)}
                />
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}

interface KeyPlace {
  readonly scrubTo: (time: number) => void;
  readonly onStep: TimeDockProps['onStep'];
  readonly timeUs: number;
  readonly endUs: number;
  readonly span: Span;
  readonly whole: Span;
  readonly setSpan: (span: Span) => void;
}

/** Keys of the axis: arrows by event, with Shift by key event, pages by second, W A S D zoom and pan. */
function keyAct(event: KeyboardEvent, place: KeyPlace): (() => void) | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const { scrubTo, onStep, timeUs, endUs, span, whole, setSpan } = place;
  const quarter = (span.toUs - span.fromUs) / 4;
  switch (event.code) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return () => onStep(-1, event.shiftKey);
    case 'ArrowRight':
    case 'ArrowUp':
      return () => onStep(1, event.shiftKey);
    case 'PageUp':
      return () => scrubTo(timeUs + 1_000_000);
    case 'PageDown':
      return () => scrubTo(timeUs - 1_000_000);
    case 'Home':
      return () => scrubTo(0);
    case 'End':
      return () => scrubTo(endUs);
    case 'KeyA':
      return () => setSpan(panned(span, -quarter, whole));
    case 'KeyD':
      return () => setSpan(panned(span, quarter, whole));
    case 'KeyW':
      return () => setSpan(zoomed(span, timeUs, 0.7, whole));
    case 'KeyS':
      return () => setSpan(zoomed(span, timeUs, 1.4, whole));
    default:
      return null;
  }
}

/** Facts of the latest frame, four times a second at most; renders only when they differ. */
function useDockFacts(source: TimeDockProps['source'], texts: readonly string[], again: string): DockFacts {
  const [facts, setFacts] = useState(NOTHING);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `again` asks for another reading
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    let last = '';
    const look = (): void => {
      timer = null;
      const frame = source.current();
      if (frame === null || frame.clock.length === 0) return;
      const next = readFacts(frame, texts);
      const text = JSON.stringify(next);
      if (text === last) return;
      last = text;
      setFacts(next);
    };
    const stop = source.onFrame(() => {
      timer ??= setTimeout(look, FACTS_EVERY_MS);
    });
    look();
    return () => {
      stop();
      if (timer !== null) clearTimeout(timer);
    };
  }, [source, texts, again]);
  return facts;
}

function readFacts(frame: Frame, texts: readonly string[]): DockFacts {
  const { nodes, faults, clock } = frame;
  const down: string[] = [];
  for (let row = 0; row < nodes.length; row++) {
    if (nodes.kind[row] === 0 && (nodes.status[row] ?? 0) > 1) down.push(nodeTitle(texts[nodes.name[row] ?? -1] ?? ''));
  }
  // Lines do not depend on the scale, but for boxes of least width.
  const spans = faultSpans(frame, (timeUs) => timeUs / 50_000);
  return {
    endUs: Math.floor((clock.endUs[0] ?? 0) / 100_000) * 100_000,
    settledUs: clock.settledUs[0] ?? -1,
    event: clock.event[0] ?? 0,
    events: clock.events[0] ?? 0,
    down,
    faults: spans.map(({ row, line }) => {
      const fromUs = faults.fromUs[row] ?? 0;
      const toUs = faults.toUs[row] ?? -1;
      const what = faultWords(texts[faults.verb[row] ?? -1] ?? '', texts[faults.target[row] ?? -1] ?? '', frame);
      const from = (fromUs / 1e6).toFixed(2);
      const when =
        toUs < 0 || toUs === fromUs
          ? t('timeline.since', { from })
          : t('timeline.during', { from, to: (toUs / 1e6).toFixed(2) });
      return { key: `${faults.command[row]} ${row}`, fromUs, toUs, line, label: `${what}, ${when}` };
    }),
  };
}

function readPalette(element: HTMLElement): DockPalette {
  const style = getComputedStyle(element);
  return Object.fromEntries(DOCK_TOKENS.map((token) => [token, style.getPropertyValue(`--${token}`).trim()]));
}

function faultWords(verb: string, target: string, frame: Frame): string {
  const name = has(`fault.${verb}`) ? t(`fault.${verb}`) : verb;
  return target === '' ? name : `${name}: ${targetTitle(target, frame.controllers.length)}`;
}

function dockWords(texts: readonly string[], frame: Frame): DockWords {
  const partition = frame.isrSteps.partition[0] ?? frame.leaderSpans.partition[0] ?? -1;
  const index = frame.partitions.index[frame.partitions.partition.indexOf(partition)] ?? -1;
  const group = frame.groups.group.indexOf(frame.lagSteps.group[0] ?? -1);
  const lane = (id: string): string => {
    if ((id === 'leader' || id === 'isr') && index >= 0 && frame.partitions.length > 1)
      return t(`timeline.of.${id}`, { index });
    if (id === 'lag' && group >= 0) return t('timeline.of.lag', { group: texts[frame.groups.name[group] ?? -1] ?? '' });
    return t(`timeline.lane.${id}`);
  };
  const nodeName = (node: number): string =>
    texts[frame.nodes.name[frame.nodes.node.indexOf(node)] ?? -1] ?? String(node);
  return {
    lanes: Object.fromEntries(LANE_IDS.map((id) => [id, lane(id)])),
    fault: (verb, target) => faultWords(verb, target, frame),
    leader: (node, epoch) => t('timeline.leader', { node: nodeName(node).replace(/^broker-(?=\d+$)/, 'B'), epoch }),
    noLeader: (seconds) => t('timeline.noLeader', { seconds }),
    notYet: t('timeline.notYet'),
    healing: t('timeline.healing'),
    final: t('timeline.final'),
    minIsr: (n) => `min.insync ${n}`,
    mark: (fate, count) => (has(`timeline.mark.${fate}`) ? t(`timeline.mark.${fate}`, { n: count }) : ''),
  };
}
