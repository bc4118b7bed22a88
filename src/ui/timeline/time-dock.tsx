import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useEffect,
  useRef,
  useState,
  type WheelEvent,
} from 'react';
import type { Frame } from '../../engine/protocol.ts';
import { has, t, useLanguage } from '../i18n/index.ts';
import type { TimeDockProps } from './dock-props.ts';
import { DOCK_TOKENS, type DockWords, drawDock, LABEL_WIDTH, type Palette, RIGHT_MARGIN } from './draw-dock.ts';
import { panned, type Span, timeScale, wholeRun, zoomed } from './time-scale.ts';
import './timeline.css';

const HEIGHT = 172;
const LANE_IDS = ['faults', 'leader', 'isr', 'lag', 'ack', 'ledger'] as const;

/** The time dock: lanes under one axis and one playhead; a slider for hands and keys. */
export function TimeDock({ source, opened, timeUs, onScrub, onStep, theme, compact }: TimeDockProps): ReactNode {
  const language = useLanguage();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [span, setSpan] = useState<Span | null>(null);
  const [extent, setExtent] = useState({ width: 800, endUs: 0, settledUs: -1, event: 0, events: 0 });
  const whole = wholeRun(opened.durationUs, extent.endUs, extent.settledUs);
  const shown = span ?? whole;
  const names = opened.names;

  // biome-ignore lint/correctness/useExhaustiveDependencies: theme and language change what is read from the page
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    const palette = readPalette(element);
    const words = dockWords(opened.names.texts, source.current());
    const draw = (frame: Frame): void => {
      const ctx = element.getContext('2d');
      if (ctx === null || frame.clock.length === 0) return;
      const endUs = frame.clock.endUs[0] ?? 0;
      const settledUs = frame.clock.settledUs[0] ?? -1;
      const ratio = window.devicePixelRatio;
      const { clientWidth: width, clientHeight: height } = element;
      if (element.width !== Math.round(width * ratio)) element.width = Math.round(width * ratio);
      if (element.height !== Math.round(height * ratio)) element.height = Math.round(height * ratio);
      ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      drawDock(ctx, frame, names, span ?? wholeRun(opened.durationUs, endUs, settledUs), width, height, palette, words);
      setExtent((before) => {
        const next = { width, endUs, settledUs, event: frame.clock.event[0] ?? 0, events: frame.clock.events[0] ?? 0 };
        const same =
          before.width === width && before.settledUs === settledUs && Math.abs(before.endUs - endUs) < 200_000;
        return same ? before : next;
      });
    };
    const stop = source.onFrame(draw);
    const onResize = (): void => {
      const frame = source.current();
      if (frame !== null) draw(frame);
    };
    window.addEventListener('resize', onResize);
    return () => {
      stop();
      window.removeEventListener('resize', onResize);
    };
  }, [source, opened, names, span, theme, language]);

  const timeAt = (event: PointerEvent | WheelEvent): number => {
    const box = event.currentTarget.getBoundingClientRect();
    return timeScale(shown, LABEL_WIDTH, box.width - RIGHT_MARGIN).time(event.clientX - box.left);
  };
  const scrubTo = (time: number): void => onScrub(Math.min(Math.max(0, time), whole.toUs));
  const onKey = (event: KeyboardEvent): void => {
    const act = keyAct(event, { scrubTo, onStep, timeUs, endUs: extent.endUs, shown, whole, setSpan });
    if (act === null) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  return (
    <div className="timeline" data-compact={compact}>
      <canvas
        ref={canvas}
        style={{ height: compact ? 64 : HEIGHT }}
        className="timeline-canvas"
        tabIndex={0}
        role="slider"
        aria-label={t('timeline.axis')}
        aria-valuemin={0}
        aria-valuemax={Math.round(whole.toUs / 1000)}
        aria-valuenow={Math.round(timeUs / 1000)}
        aria-valuetext={t('timeline.value', {
          time: (timeUs / 1e6).toFixed(3),
          event: extent.event,
          events: extent.events,
        })}
        data-testid="time-axis"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          scrubTo(timeAt(event));
        }}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) scrubTo(timeAt(event));
        }}
        onWheel={(event) => {
          if (event.ctrlKey) setSpan(zoomed(shown, timeAt(event), event.deltaY > 0 ? 1.25 : 0.8, whole));
          else setSpan(panned(shown, ((event.deltaX + event.deltaY) * (shown.toUs - shown.fromUs)) / 1500, whole));
        }}
        onDoubleClick={() => setSpan(null)}
        onKeyDown={onKey}
      />
    </div>
  );
}

interface KeyPlace {
  readonly scrubTo: (time: number) => void;
  readonly onStep: TimeDockProps['onStep'];
  readonly timeUs: number;
  readonly endUs: number;
  readonly shown: Span;
  readonly whole: Span;
  readonly setSpan: (span: Span) => void;
}

/** Keys of the axis: arrows by event, with Shift by key event, pages by second, W A S D zoom and pan. */
function keyAct(event: KeyboardEvent, place: KeyPlace): (() => void) | null {
  const { scrubTo, onStep, timeUs, endUs, shown, whole, setSpan } = place;
  const quarter = (shown.toUs - shown.fromUs) / 4;
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
      return () => setSpan(panned(shown, -quarter, whole));
    case 'KeyD':
      return () => setSpan(panned(shown, quarter, whole));
    case 'KeyW':
      return () => setSpan(zoomed(shown, timeUs, 0.7, whole));
    case 'KeyS':
      return () => setSpan(zoomed(shown, timeUs, 1.4, whole));
    default:
      return null;
  }
}

function readPalette(element: HTMLElement): Palette {
  const style = getComputedStyle(element);
  return Object.fromEntries(DOCK_TOKENS.map((token) => [token, style.getPropertyValue(`--${token}`).trim()]));
}

function dockWords(texts: readonly string[], frame: Frame | null): DockWords {
  const nodeName = (node: number): string => texts[frame?.nodes.name[node] ?? -1] ?? `broker-${node}`;
  return {
    lanes: LANE_IDS.map((id) => t(`timeline.lane.${id}`)),
    fault: (verb) => (has(`fault.${verb}`) ? t(`fault.${verb}`) : verb),
    leader: (node, epoch) => t('timeline.leader', { node: nodeName(node).replace('broker-', 'B'), epoch }),
    noLeader: (seconds) => t('timeline.noLeader', { seconds }),
    notYet: t('timeline.notYet'),
    healing: t('timeline.healing'),
    minIsr: (n) => `min.insync ${n}`,
  };
}
