import { type ReactNode, useState } from 'react';
import { Glyph } from '../components/glyph.tsx';
import { t } from '../i18n/index.ts';
import { set, type Tab, useStore } from '../store/store.ts';

const HEIGHTS = ['peek', 'half', 'full'] as const;

/** Between 600 and 900 px: guide and inspector under the stage, as high as the user wants them. */
export function Sheet({ children }: { readonly children: ReactNode }): ReactNode {
  const tab = useStore((state) => state.tab);
  const selection = useStore((state) => state.selection);
  const [height, setHeight] = useState<(typeof HEIGHTS)[number]>('half');
  const isGuide = tab === 'guide' || tab === 'cluster';
  const choose = (next: Tab, isOpen: boolean): void => {
    set({ tab: next });
    if (isOpen && height !== 'peek') setHeight('peek');
    else if (height === 'peek') setHeight('half');
  };
  const step = (by: 1 | -1): void => setHeight(HEIGHTS[HEIGHTS.indexOf(height) + by] ?? height);
  return (
    <aside className="app-sheet" data-height={height} aria-label={t(isGuide ? 'app.guide' : 'app.inspector')}>
      <div className="app-sheet-head">
        <button type="button" aria-pressed={isGuide} onClick={() => choose('guide', isGuide)}>
          {t('app.guide')}
        </button>
        <button type="button" aria-pressed={!isGuide} onClick={() => choose('events', !isGuide)}>
          {t('app.inspector')}
          {selection !== '' && isGuide ? ' •' : ''}
        </button>
        <span>
          <button type="button" aria-label={t('app.lower')} disabled={height === 'peek'} onClick={() => step(-1)}>
            <Glyph name="down" size={14} />
          </button>
          <button type="button" aria-label={t('app.higher')} disabled={height === 'full'} onClick={() => step(1)}>
            <Glyph name="up" size={14} />
          </button>
        </span>
      </div>
      {height === 'peek' ? null : <div className="app-sheet-body">{children}</div>}
    </aside>
  );
}
