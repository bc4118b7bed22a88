import { kafkaView } from '../kafka/index.ts';
import type { SystemRun } from '../scenario/systems.ts';
import { NODE_STATUS, REPLY_LOST, REQUEST_LOST } from '../sim/world.ts';
import type { FrameInput } from './frame-input.ts';
import type { Row } from './frame-layout.ts';
import { nameIndex, targetText } from './names-table.ts';
import { keyEventAfter, type RunSeries } from './series.ts';

/** `nodes.kind` of a broker. */
const BROKER = 0;
const NO_BROKER = { dirty: 0, written: 0, leaders: 0, fenced: false };
/** `nodes.status`. */
const STATUSES = ['up', 'stopping', 'stopped', 'crashed', 'off'];

export function clockRow({ run, endUs, settledUs, headEvents }: FrameInput, timeUs: number): Row<'clock'> {
  const phase = run.phase === 'ended' ? 2 : run.phase === 'closing' ? 1 : 0;
  return {
    timeUs,
    endUs,
    durationUs: run.scenario.durationUs,
    settledUs,
    phase,
    event: run.world.handled,
    events: headEvents,
    commands: run.director.log.length,
    breach: run.witness.isBreached() ? 1 : 0,
    stuck: run.stuck ? 1 : 0,
    version: 1,
  };
}

export function nodeRows({ run, names, series }: FrameInput): Row<'nodes'>[] {
  const { world } = run;
  return world.nodes.map((node, number) => {
    const kind = kafkaView.nodeKind(world, number);
    const broker = kind === BROKER ? kafkaView.brokerRow(world, number) : NO_BROKER;
    let cut = 0;
    let slow = 0;
    for (const fault of world.faults) {
      for (let i = 0; i < fault.links.length; i += 2) {
        if (fault.links[i] !== number && fault.links[i + 1] !== number) continue;
        if (fault.cut) cut += 1;
        else slow += 1;
      }
    }
    return {
      node: number,
      name: nameIndex(names, node.name),
      kind,
      status: STATUSES.indexOf(node.status),
      paused: node.paused > 0 ? 1 : 0,
      fenced: broker.fenced ? 1 : 0,
      cut,
      slow: slow + (node.diskLatencyUs > 0 ? 1 : 0),
      sinceUs: statusSince(series, number, world.now),
      dirty: broker.dirty,
      written: broker.written,
      leaders: broker.leaders,
    };
  });
}

export function controllerRows({ run }: FrameInput): Row<'controllers'>[] {
  const { world } = run;
  return world.state.plan.controllers.flatMap((node) => {
    const row = kafkaView.controllerRow(world, node);
    return row === null ? [] : [{ node, ...row }];
  });
}

/** Time of the last change of a node's status, −1 = none. */
function statusSince(series: RunSeries, node: number, now: number): number {
  const { keyEvents } = series;
  for (let i = keyEventAfter(keyEvents, now) - 1; i >= 0; i--) {
    const event = keyEvents[i];
    if (event !== undefined && event.node === node && event.kind === NODE_STATUS) return event.timeUs;
  }
  return -1;
}

export function faultRows({ run, series, names }: FrameInput): Row<'faults'>[] {
  const { log } = run.director;
  return log.flatMap((taken) => {
    if (taken.refusal !== '' || taken.verb === 'heal' || taken.verb === 'settle') return [];
    const ended = log.find((other) => other.ended.includes(taken.index));
    const isOpen = run.director.open.some((one) => one.command === taken.index);
    const instant = !isOpen && ended === undefined;
    const spentUs = taken.verb === 'reset-connection' ? spentAt(run, series, taken) : -1;
    const toUs =
      spentUs >= 0
        ? spentUs
        : ended !== undefined
          ? ended.atUs
          : instant && taken.verb !== 'crash' && taken.verb !== 'power-cut' && taken.verb !== 'stop'
            ? taken.atUs
            : -1;
    return [
      {
        command: taken.index,
        verb: nameIndex(names, taken.verb),
        target: nameIndex(names, targetText(run, taken.nodes, taken.links)),
        fromUs: taken.atUs,
        toUs: toUs >= 0 ? toUs : restartedAt(run, taken.index),
        by: taken.by === 'script' ? 0 : taken.by === 'user' ? 1 : 2,
      },
    ];
  });
}

/**
 * When an armed reset met the last of its requests, −1 = it still waits. The director holds it until the end of the
 * run, since the kernel alone knows that nothing of it is left.
 */
function spentAt(run: SystemRun, series: RunSeries, taken: SystemRun['director']['log'][number]): number {
  if (run.world.armed.some((armed) => armed.fault === taken.index)) return -1;
  const { now } = run.world;
  let left = typeof taken.entry.count === 'number' ? taken.entry.count : 1;
  for (const event of series.keyEvents) {
    if (event.timeUs > now) break;
    if (event.timeUs < taken.atUs || (event.kind !== REQUEST_LOST && event.kind !== REPLY_LOST)) continue;
    if (!taken.links.includes(event.node)) continue;
    left -= 1;
    if (left === 0) return event.timeUs;
  }
  // requests that leave nobody in doubt are no key events
  return run.director.open.some((one) => one.command === taken.index) ? taken.atUs : -1;
}

/** When the node that a command brought down came up again, −1 = not yet. */
function restartedAt(run: SystemRun, index: number): number {
  const taken = run.director.log[index];
  const restart = run.director.log.find(
    (other) =>
      other.index > index &&
      other.verb === 'restart' &&
      other.nodes.some((node) => taken?.nodes.includes(node) === true),
  );
  return restart?.atUs ?? -1;
}
