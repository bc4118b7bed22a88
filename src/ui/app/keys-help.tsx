import { Dialog } from '../components/dialog.tsx';
import { t, useLanguage } from '../i18n/index.ts';
import { remember } from '../store/remember.ts';
import { set, useStore } from '../store/store.ts';
import './keys-help.css';

/** The keys of the page, as they stand in `keyboard.ts`, in groups. */
const GROUPS: readonly (readonly [string, readonly (readonly [readonly string[], string])[]])[] = [
  [
    'keys.time',
    [
      [['Space'], 'keys.play'],
      [[',', '.'], 'keys.event'],
      [['<', '>'], 'keys.keyEvent'],
      [['Home', 'End'], 'keys.ends'],
      [['[', ']'], 'keys.speed'],
    ],
  ],
  [
    'keys.act',
    [
      [['F'], 'keys.faults'],
      [['R'], 'keys.send'],
      [['C'], 'keys.settings'],
      [['O'], 'keys.open'],
      [['Delete'], 'keys.remove'],
      [['Ctrl Z', 'Ctrl ⇧ Z'], 'keys.undo'],
    ],
  ],
  [
    'keys.look',
    [
      [['G', 'I', 'E'], 'keys.panes'],
      [['B'], 'keys.bytes'],
      [['⇧ Z'], 'keys.dock'],
      [['L'], 'keys.ledger'],
      [['/', 'Ctrl K'], 'keys.library'],
      [['1', '…', '9'], 'keys.lane'],
      [['?'], 'keys.help'],
      [['Esc'], 'keys.escape'],
    ],
  ],
];

export function KeysHelp() {
  const isOpen = useStore((state) => state.panel === 'keys');
  const letterKeys = useStore((state) => state.letterKeys);
  useLanguage();
  if (!isOpen) return null;
  return (
    <Dialog title={t('keys.title')} onClose={() => set({ panel: 'none' })}>
      <div className="keys-help dialog-content">
        {GROUPS.map(([title, keys]) => (
          <section key={title}>
            <h3>{t(title)}</h3>
            <dl>
              {keys.map(([caps, meaning]) => (
                <div key={meaning}>
                  <dt>
                    {caps.map((cap) => (
                      <kbd key={cap}>{cap}</kbd>
                    ))}
                  </dt>
                  <dd>{t(meaning)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        <label className="keys-letters">
          <input
            type="checkbox"
            checked={letterKeys}
            onChange={(event) => {
              set({ letterKeys: event.target.checked });
              remember('letterKeys', event.target.checked ? 'on' : 'off');
            }}
          />
          {t('keys.letters')}
        </label>
      </div>
    </Dialog>
  );
}
