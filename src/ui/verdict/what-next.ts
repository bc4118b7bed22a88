import type { Engine, Opened, Setting, TypedCommand } from '../../engine/protocol.ts';
import { settingsAt, waitsForAll } from '../components/settings-at.ts';
import { furthestSeenUs } from '../store/seen.ts';
import { choices, goTo, restart, set } from '../store/store.ts';

/** Selects the first lost record, goes to the instant of its ack and opens its story. */
export async function followLoss(engine: Engine): Promise<void> {
  const { timeUs } = choices();
  const { rows } = await engine.ledger(timeUs, 0, 1, 'ackedLost');
  const row = rows[0];
  if (row === undefined) return;
  const story = await engine.story(timeUs, row.uid);
  const partition = choices().opened?.partitions.find((one) => one.partition === row.partition)?.name ?? '';
  const offset = row.offset >= 0 ? row.offset : (story?.offset ?? -1);
  const epoch = story?.copies[0]?.leaderEpoch ?? 0;
  const ackedUs = story?.steps.find((step) => step.kind === 'acked')?.timeUs ?? row.outcomeUs;
  set({
    selection: `record(${partition},${offset},e${epoch})`,
    uid: row.uid,
    inspectorShown: true,
    tab: 'ledger',
  });
  if (ackedUs >= 0) goTo(ackedUs);
}

/** Paths of producers whose acks are not all at an instant, with the value that would wait for every in-sync copy. */
export function acksAll(
  opened: Pick<Opened, 'settings' | 'commands'>,
  timeUs: number,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    acksOf(opened, timeUs)
      .filter((one) => !waitsForAll(one.value))
      .map((one) => [one.path, 'all']),
  );
}

export function canRunAcksAll(opened: Opened, timeUs: number): boolean {
  return acksOf(opened, timeUs).some((one) => !waitsForAll(one.value));
}

export function producersAtAll(opened: Opened, timeUs: number): boolean {
  const acks = acksOf(opened, timeUs);
  return acks.length > 0 && acks.every((one) => waitsForAll(one.value));
}

function acksOf(opened: Pick<Opened, 'settings' | 'commands'>, timeUs: number): Setting[] {
  return settingsAt(opened, timeUs).filter((one) => one.owner === 'producer' && one.key === 'acks');
}

/** The same seed and the same acts, with every producer asking for all in-sync copies from the start on. */
export async function runAcksAll(opened: Opened): Promise<void> {
  const { timeUs } = choices();
  const untilUs = Math.max(timeUs, furthestSeenUs());
  const keep = ({ entry }: TypedCommand): boolean => entry.do !== 'set-config' || entry.key !== 'acks';
  if (await restart(null, acksAll(opened, timeUs), keep)) set({ playing: true, stopUs: untilUs });
}

/** The last authored stop before an instant, −1 none. */
export function stopBefore(opened: Opened, atUs: number): number {
  let latest = -1;
  for (const step of opened.guide) {
    if (step.kind === 'observe' && step.stopUs <= atUs) latest = Math.max(latest, step.stopUs);
  }
  return latest;
}
