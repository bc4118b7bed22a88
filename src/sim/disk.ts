import { at, floatAt } from './column.ts';
import { insert, takeSlot } from './event-heap.ts';
import { type FileState, FLUSHED, type NodeState, observe, stamp, type World, WRITE_BACK } from './world.ts';

/**
 * A disk has a page cache and a platter. What a process writes stands in the page cache at once and survives the
 * process; what is on the platter survives a loss of power too.
 *
 * @remarks
 * The operating system writes back what has been dirty for 30 s, and looks every 5 s (Linux's
 * dirty_expire_centisecs and dirty_writeback_centisecs). Left out: memory pressure, which writes back earlier.
 */
const PASS_US = 5_000_000;
/** Passes after which a dirty byte is written back. */
const AGE_PASSES = 6;

/** See `Context.write`. */
export function writeFile<S>(world: World<S>, node: number, file: number, position: number): number {
  const state = at(world.nodes, node);
  const here = fileOf(state, file);
  if (position < here.position) {
    for (let i = 0; i < AGE_PASSES; i++) here.marks[i] = Math.min(floatAt(here.marks, i), position);
    here.flushed = Math.min(here.flushed, position);
  } else if (state.writeBack === 0) {
    scheduleWriteBack(world, node, state);
  }
  here.position = position;
  if (state.diskLatencyUs === 0) return 0;
  state.diskFreeAt = Math.max(world.now, state.diskFreeAt) + state.diskLatencyUs;
  return state.diskFreeAt - world.now;
}

/** What it costs until the platter has what the page cache had: fsync on a disk without a battery, µs. */
const FLUSH_US = 2_000;

/** See `Context.flush`. */
export function flushFile<S>(world: World<S>, node: number, file: number): number {
  const state = at(world.nodes, node);
  const here = fileOf(state, file);
  if (here.position <= here.flushed) return 0;
  moveFlushed(world, node, file, here.position);
  state.diskFreeAt = Math.max(world.now, state.diskFreeAt) + FLUSH_US + state.diskLatencyUs;
  return state.diskFreeAt - world.now;
}

export function flushedPosition<S>(world: World<S>, node: number, file: number): number {
  return fileOf(at(world.nodes, node), file).flushed;
}

/** One pass of the operating system over a node's dirty files. */
export function writeBackPass<S>(world: World<S>, node: number): void {
  const state = at(world.nodes, node);
  state.writeBack = 0;
  if (state.status === 'off') return;
  let dirty = false;
  for (let file = 0; file < state.files.length; file++) {
    const here = at(state.files, file);
    moveFlushed(world, node, file, Math.max(here.flushed, floatAt(here.marks, AGE_PASSES - 1)));
    here.marks.copyWithin(1, 0, AGE_PASSES - 1);
    here.marks[0] = here.position;
    if (here.flushed < here.position) dirty = true;
  }
  if (dirty) scheduleWriteBack(world, node, state);
}

/** Power is gone: the page cache is empty. */
export function dropPageCache<S>(world: World<S>, node: number): void {
  for (const file of at(world.nodes, node).files) {
    file.position = file.flushed;
    file.marks.fill(file.flushed);
  }
}

function moveFlushed<S>(world: World<S>, node: number, file: number, to: number): void {
  const here = fileOf(at(world.nodes, node), file);
  if (to <= here.flushed) return;
  observe(world, FLUSHED, node, file, here.flushed, to, 0, 0, 0, -1);
  here.flushed = to;
}

function fileOf(state: NodeState, file: number): FileState {
  while (state.files.length <= file) {
    state.files.push({ position: 0, flushed: 0, marks: new Float64Array(AGE_PASSES) });
  }
  return at(state.files, file);
}

function scheduleWriteBack<S>(world: World<S>, node: number, state: NodeState): void {
  state.writeBack = 1;
  const { heap } = world;
  const slot = takeSlot(heap);
  stamp(world, slot, 0, WRITE_BACK, node);
  heap.incarnation[slot] = -1;
  heap.a[slot] = 0;
  heap.b[slot] = 0;
  heap.c[slot] = 0;
  insert(heap, slot, (Math.floor(world.now / PASS_US) + 1) * PASS_US);
}
