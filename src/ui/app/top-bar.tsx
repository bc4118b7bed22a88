import { type ReactNode, useState } from 'react';
import { say, t, useLanguage } from '../i18n/index.ts';
import { openRun, restart, set, useStore } from '../store/store.ts';

/** Mark, what is open, seed; library, file, language, theme, keys. */
export function TopBar({ narrow }: { readonly narrow: boolean }): ReactNode {
  useLanguage();
  const opened = useStore((state) => state.opened);
  const language = useStore((state) => state.language);
  const theme = useStore((state) => state.theme);
  const [menu, setMenu] = useState(false);
  const buttons = (
    <>
      <button type="button" className="button quiet" onClick={() => set({ panel: 'library' })}>
        {t('app.scenarios')} <kbd>/</kbd>
      </button>
      <button
        type="button"
        className="button quiet"
        onClick={() => document.querySelector<HTMLElement>('[data-open-file]')?.click()}
      >
        {t('app.open')} <kbd>O</kbd>
      </button>
      <button
        type="button"
        className="button quiet"
        lang={language === 'zh' ? 'en' : 'zh-CN'}
        onClick={() => set({ language: language === 'zh' ? 'en' : 'zh' })}
      >
        {language === 'zh' ? 'English' : '中文'}
      </button>
      <button
        type="button"
        className="button quiet"
        aria-label={t(theme === 'dark' ? 'app.light' : 'app.dark')}
        title={t(theme === 'dark' ? 'app.light' : 'app.dark')}
        onClick={() => set({ theme: theme === 'dark' ? 'light' : 'dark' })}
      >
        <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
          <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="1.6" />
          <path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor" />
        </svg>
      </button>
      <button
        type="button"
        className="button quiet"
        aria-label={t('app.keys')}
        title={t('app.keys')}
        onClick={() => set({ panel: 'keys' })}
      >
        ?
      </button>
    </>
  );
  return (
    <header className="app-top">
      <svg className="app-mark" width="24" height="22" viewBox="0 0 24 22" aria-hidden="true">
        <path fill="currentColor" d="M0 1h6v6H0zM8 1h6v6H8zM0 9h6v6H0zM8 9h6v6H8zM0 17h6v4H0z" />
        <path className="app-mark-lost" d="M17 2h5v5h-5z" />
      </svg>
      <strong className="app-name">MQScope</strong>
      {opened !== null && (
        <div className="app-crumbs">
          <span className="quiet-text">Kafka</span>
          <span className="quiet-text" aria-hidden="true">
            ›
          </span>
          <h1>{say(opened.title)}</h1>
          {opened.variants.length > 0 && !narrow && <Variants />}
          <button
            type="button"
            className="chip mono"
            title={t('app.newSeed')}
            aria-label={`${t('app.seed', { seed: opened.seed })}. ${t('app.newSeed')}`}
            onClick={() => void restart((opened.seed + 1) >>> 0)}
          >
            {t('app.seed', { seed: opened.seed })}
          </button>
        </div>
      )}
      {narrow ? (
        <div className="app-menu">
          <button type="button" className="button quiet" aria-expanded={menu} onClick={() => setMenu(!menu)}>
            {t('app.menu')}
          </button>
          {menu && (
            <div className="app-menu-list card" onClickCapture={() => setMenu(false)}>
              {opened !== null && opened.variants.length > 0 && <Variants />}
              {buttons}
            </div>
          )}
        </div>
      ) : (
        <nav className="app-nav" aria-label={t('app.nav')}>
          {buttons}
        </nav>
      )}
    </header>
  );
}

/** The document and its variants, under one seed. */
function Variants(): ReactNode {
  const opened = useStore((state) => state.opened);
  if (opened === null) return null;
  return (
    <select
      className="app-variants"
      aria-label={t('app.variant')}
      value={opened.variant}
      onChange={(event) => {
        const variant = event.target.value;
        void openRun({
          source: { from: 'current' },
          variant,
          seed: opened.seed,
          set: {},
          commands: opened.commands,
          byHand: true,
        });
      }}
    >
      <option value="">{t('app.base')}</option>
      {opened.variants.map((variant) => (
        <option key={variant.id} value={variant.id}>
          {say(variant.title)}
        </option>
      ))}
    </select>
  );
}
