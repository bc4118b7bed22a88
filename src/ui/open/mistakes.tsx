import type { Mistake } from '../../engine/protocol.ts';
import { Dialog } from '../components/dialog.tsx';
import { has, t, useLanguage } from '../i18n/index.ts';
import { set, useStore } from '../store/store.ts';
import './open.css';

/** Everything that is wrong with what was given, all at once. The run on the screen stays. */
export function Mistakes() {
  const isOpen = useStore((state) => state.panel === 'mistakes');
  return isOpen ? <MistakesDialog /> : null;
}

function MistakesDialog() {
  useLanguage();
  const mistakes = useStore((state) => state.mistakes);
  const close = (): void => set({ panel: 'none', mistakes: [] });
  return (
    <Dialog title={t('open.mistakes', { n: mistakes.length })} onClose={close}>
      <div className="dialog-content">
        <ol className="mistakes">
          {mistakes.map((mistake, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes while it is open
            <li key={`${mistake.path} ${mistake.code} ${i}`}>
              {mistake.path !== '' ? <code className="mono">{mistake.path}</code> : null}
              <p>{mistakeSentence(mistake)}</p>
            </li>
          ))}
        </ol>
        <p className="mistakes-stays">{t('open.stays')}</p>
        <div className="dialog-foot">
          <button type="button" className="btn primary" onClick={close}>
            {t('dialog.close')}
          </button>
        </div>
      </div>
    </Dialog>
  );
}

/** What was found and what was meant, in words; an unknown code with its parameters as they are. */
export function mistakeSentence({ code, parameters }: Mistake): string {
  if (has(`mistake.${code}`)) return t(`mistake.${code}`, parameters);
  const details = Object.entries(parameters).map(([name, value]) => `${name}: ${value}`);
  return details.length === 0 ? code : `${code} (${details.join(', ')})`;
}
