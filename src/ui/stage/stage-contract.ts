import type { Opened } from '../../engine/protocol.ts';
import type { FrameSource } from '../store/frame-source.ts';

/** What the shell gives the stage. The stage draws frames; all acts go through these calls. */
export interface StageProps {
  readonly source: FrameSource;
  readonly opened: Opened;
  /** Address of the selected object, '' = none. */
  readonly selection: string;
  readonly onSelect: (address: string, uid: number) => void;
  /** A fault that waits for its target: valid targets are outlined, a click or Enter places it. */
  readonly pickedFault: string | null;
  readonly onFault: (verb: string, target: string) => void;
  /** A single button that grows out of a node's card (K00: "Kill broker 1"); null = none. */
  readonly callToAction: { readonly target: string; readonly label: string; readonly onAct: () => void } | null;
  readonly theme: 'light' | 'dark';
  readonly reducedMotion: boolean;
  /** Width under 600 px: one lane at a time. */
  readonly narrow: boolean;
}
