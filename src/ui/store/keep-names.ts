import type { Frame } from '../../engine/protocol.ts';
import { frames } from './frame-source.ts';
import { choices, set, theEngine } from './store.ts';

/** Asks for the names again whenever a frame speaks of one that the page does not have yet. @returns how to stop */
export function keepNames(): () => void {
  let asked = false;
  return frames.onFrame((frame) => {
    const { opened } = choices();
    if (asked || opened === null || opened.run !== frame.run || newestName(frame) < opened.names.texts.length) return;
    asked = true;
    void theEngine()
      .names()
      .then((names) => {
        asked = false;
        const now = choices().opened;
        if (now?.run === opened.run) set({ opened: { ...now, names } });
      });
  });
}

function newestName(frame: Frame): number {
  let newest = -1;
  for (const column of [
    frame.nodes.name,
    frame.faults.verb,
    frame.faults.target,
    frame.cells.label,
    frame.ghosts.label,
  ]) {
    for (const index of column) newest = Math.max(newest, index);
  }
  return newest;
}
