import type { Opened, Setting } from '../../engine/protocol.ts';

/** The settings in force at an instant: those of the run's start, with what the user changed until then. */
export function settingsAt({ settings, commands }: Pick<Opened, 'settings' | 'commands'>, timeUs: number): Setting[] {
  const changed = new Map<string, string>();
  for (const { atUs, entry } of commands) {
    if (entry.do === 'set-config' && atUs <= timeUs) changed.set(`${entry.target} ${entry.key}`, String(entry.value));
  }
  return settings.map((one) => {
    const value = changed.get(`${targetOf(one)} ${one.key}`);
    return value === undefined ? one : { ...one, value, given: true };
  });
}

/** Whom a command names: the target of `set-config`. */
export function targetOf({ owner, ownerId }: Setting): string {
  return owner === 'broker' ? 'broker' : `${owner}(${ownerId})`;
}

/** Whether a value of acks asks for every in-sync copy. */
export function waitsForAll(acks: string): boolean {
  return acks === 'all' || acks === '-1';
}
