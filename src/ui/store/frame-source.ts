import type { Frame, View } from '../../engine/protocol.ts';

/** Where the latest frame is. Frames live outside React; panels read them at most ten times a second. */
export interface FrameSource {
  /** The frame on the screen, null before the first. */
  current(): Frame | null;
  /** Called for every new frame, up to once an animation frame: the stage. Answers how to stop. */
  onFrame(listener: (frame: Frame) => void): () => void;
  /** Changes what frames are asked for. */
  setView(change: Partial<View>): void;
  /** Asks again, though time stands. */
  refresh(): void;
}

export interface FrameHub extends FrameSource {
  publish(frame: Frame): Frame | null;
  view(): View;
  /** Called when a frame is wanted though time stands. */
  onWanted(listener: () => void): void;
}

const FIRST_VIEW: View = {
  lanes: [{ partition: 0, from: -1, columns: 24 }],
  ticks: 840,
  dockPartition: 0,
  dockGroup: 0,
  beforeUs: 3_000_000,
  afterUs: 500_000,
  aheadUs: 20_000_000,
  events: 60,
};

/** Holds the latest frame and tells those who draw it. */
export function createFrameHub(): FrameHub {
  let frame: Frame | null = null;
  let view = FIRST_VIEW;
  let wanted: () => void = () => undefined;
  const listeners = new Set<(frame: Frame) => void>();
  return {
    current: () => frame,
    view: () => view,
    publish: (next) => {
      const before = frame;
      frame = next;
      for (const listener of listeners) listener(next);
      return before;
    },
    onFrame: (listener) => {
      listeners.add(listener);
      if (frame !== null) listener(frame);
      return () => listeners.delete(listener);
    },
    setView: (change) => {
      view = { ...view, ...change };
      wanted();
    },
    refresh: () => wanted(),
    onWanted: (listener) => {
      wanted = listener;
    },
  };
}

export const frames: FrameHub = createFrameHub();
