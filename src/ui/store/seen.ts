import { useStore } from './store.ts';

let run = -1;
let seenUs = 0;

/**
 * The furthest instant of this run that was on the screen. A story goes on to it after a step back, and no further,
 * so that nothing is given away.
 */
export function furthestSeenUs(): number {
  return Math.floor(seenUs);
}

useStore.subscribe((state, before) => {
  const { opened, timeUs } = state;
  const isOther = (opened?.run ?? -1) !== run || opened?.commands !== before.opened?.commands;
  run = opened?.run ?? -1;
  seenUs = isOther ? timeUs : Math.max(seenUs, timeUs);
});
