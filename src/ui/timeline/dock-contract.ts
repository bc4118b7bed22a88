import type { Opened } from '../../engine/protocol.ts';
import type { FrameSource } from '../store/frame-source.ts';

/** What the shell gives the time dock. */
export interface TimeDockProps {
  readonly source: FrameSource;
  readonly opened: Opened;
  readonly timeUs: number;
  readonly onScrub: (timeUs: number) => void;
  readonly onStep: (direction: 1 | -1, keyOnly: boolean) => void;
  readonly theme: 'light' | 'dark';
  readonly compact: boolean;
}
