import type { Setting } from '../../engine/protocol.ts';
import { targetOf } from '../components/settings-at.ts';
import { t } from '../i18n/index.ts';
import { act, restart, set } from '../store/store.ts';
import { typedValue } from './choices.ts';

/** Settings with the values that they are to have, in the order in which a running system can take them. */
export type Changes = readonly { readonly setting: Setting; readonly value: string }[];

/** True where none of them needs a new run. */
export function canApplyNow(changes: Changes): boolean {
  return changes.every(({ setting }) => setting.applies === 'restart-client' || setting.applies === 'dynamic');
}

/** One entry on the timeline each; the first that is refused says why, and the rest is left. */
export async function applyNow(changes: Changes): Promise<void> {
  for (const { setting, value } of changes) {
    const entry = { do: 'set-config', target: targetOf(setting), key: setting.key, value: typedValue(setting, value) };
    if (!(await act(entry))) return;
  }
  set({ panel: 'none', said: t('settings.applied') });
}

export async function applyAnew(changes: Changes): Promise<void> {
  const values = Object.fromEntries(changes.map(({ setting, value }) => [setting.path, typedValue(setting, value)]));
  if (await restart(null, values)) set({ panel: 'none', said: t('settings.restarted') });
}
