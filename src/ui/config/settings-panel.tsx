import { useState } from 'react';
import type { Setting } from '../../engine/protocol.ts';
import { Dialog } from '../components/dialog.tsx';
import { settingsAt } from '../components/settings-at.ts';
import { has, t, useLanguage } from '../i18n/index.ts';
import { choices, set, useStore } from '../store/store.ts';
import { applyAnew, applyNow, canApplyNow } from './apply.ts';
import { choiceOf, FIRST_SETTINGS, typedValue } from './choices.ts';
import { type Conflict, conflictOf } from './conflicts.ts';
import { PresetList } from './preset-list.tsx';
import './config.css';

const OWNERS = ['producer', 'topic', 'broker', 'group'] as const;

/** All settings by whom they belong to, each with what it promises, what it costs and how a change applies. */
export function SettingsPanel() {
  useLanguage();
  const opened = useStore((state) => state.opened);
  const close = (): void => set({ panel: 'none' });
  if (opened === null) return null;
  const settings = settingsAt(opened, choices().timeUs);
  return (
    <Dialog title={t('settings.title')} size="wide" onClose={close}>
      <div className="dialog-content config-panel">
        <PresetList opened={opened} settings={settings} />
        {OWNERS.flatMap((owner) =>
          ownersOf(settings, owner).map((id) => (
            <OwnerSettings
              key={`${owner} ${id}`}
              owner={owner}
              id={id}
              all={settings}
              own={settings.filter((one) => one.owner === owner && one.ownerId === id)}
            />
          )),
        )}
      </div>
    </Dialog>
  );
}

function ownersOf(settings: readonly Setting[], owner: Setting['owner']): readonly string[] {
  return [...new Set(settings.filter((one) => one.owner === owner).map((one) => one.ownerId))];
}

interface OwnerProps {
  readonly owner: Setting['owner'];
  readonly id: string;
  readonly own: readonly Setting[];
  readonly all: readonly Setting[];
}

function OwnerSettings({ owner, id, own, all }: OwnerProps) {
  const keys = FIRST_SETTINGS[owner];
  const first = keys.flatMap((key) => own.filter((one) => one.key === key));
  const rest = own.filter((one) => !keys.includes(one.key));
  return (
    <section className="config-owner">
      <h3>
        {t(`settings.owner.${owner}`)} {id !== '' ? <code>{id}</code> : null}
      </h3>
      {first.map((one) => (
        <SettingRow key={one.path} setting={one} all={all} />
      ))}
      {rest.length > 0 ? (
        <details className="config-more">
          <summary>{t('settings.more', { n: rest.length })}</summary>
          {rest.map((one) => (
            <SettingRow key={one.path} setting={one} all={all} />
          ))}
        </details>
      ) : null}
    </section>
  );
}

interface RowProps {
  readonly setting: Setting;
  readonly all: readonly Setting[];
}

function SettingRow({ setting, all }: RowProps) {
  const [draft, setDraft] = useState(setting.value);
  const changed = draft !== setting.value && draft !== '';
  const conflict = changed ? conflictOf(all, setting, draft) : null;
  const choice = `config.${setting.key}.${choiceOf(setting.key, draft)}`;
  const id = `setting-${setting.path}`;
  return (
    <div className="config-row" data-setting={setting.path}>
      <div className="config-control">
        <label htmlFor={id}>
          <code>{setting.key}</code>
        </label>
        <SettingInput id={id} setting={setting} value={draft} onChange={setDraft} />
      </div>
      {has(`${choice}.get`) ? (
        <dl className="config-bargain">
          <dt>{t('settings.get')}</dt>
          <dd>{t(`${choice}.get`)}</dd>
          <dt>{t('settings.give')}</dt>
          <dd>{t(`${choice}.give`)}</dd>
        </dl>
      ) : null}
      <p className="config-facts">
        {t('settings.default', { value: setting.default === '' ? '–' : setting.default })}
        {setting.source !== '' ? ` · ${setting.source}` : ''} · {t(`settings.applies.${setting.applies}`)}
      </p>
      {changed ? <Apply setting={setting} value={draft} conflict={conflict} /> : null}
    </div>
  );
}

interface InputProps {
  readonly id: string;
  readonly setting: Setting;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function SettingInput({ id, setting, value, onChange }: InputProps) {
  if (setting.choices.length > 0) {
    return (
      <select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
        {(setting.choices.includes(value) ? setting.choices : [...setting.choices, value])
          .filter((one) => one !== '-1' || value === '-1')
          .map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
      </select>
    );
  }
  const numeric = typeof typedValue(setting, '1') === 'number';
  return (
    <input
      id={id}
      type={numeric ? 'number' : 'text'}
      min={numeric ? 0 : undefined}
      step={numeric ? 1 : undefined}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

interface ApplyProps {
  readonly setting: Setting;
  readonly value: string;
  readonly conflict: Conflict | null;
}

/** The ways a change can go. With a conflict the repair goes along, first. */
function Apply({ setting, value, conflict }: ApplyProps) {
  const changes = conflict === null ? [{ setting, value }] : [conflict.repair, { setting, value }];
  const live = canApplyNow(changes);
  const other = conflict?.repair;
  return (
    <div className="config-apply">
      {conflict !== null && other !== undefined ? (
        <p role="alert" className="config-conflict">
          {t(`settings.conflict.${conflict.id}`, { key: other.setting.key, value: other.value, changed: setting.key })}
        </p>
      ) : null}
      {!live && setting.applies === 'reassignment' ? (
        <p className="config-facts">{t('settings.noReassignment')}</p>
      ) : null}
      {live ? (
        <button type="button" className="btn" onClick={() => void applyNow(changes)}>
          {t(conflict === null ? 'settings.now' : 'settings.bothNow')}
        </button>
      ) : null}
      <button type="button" className="btn primary" onClick={() => void applyAnew(changes)}>
        {t(conflict === null ? 'settings.anew' : 'settings.bothAnew')}
      </button>
    </div>
  );
}
