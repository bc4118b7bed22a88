import { i18n } from '@lingui/core';
import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { TopBar } from '../src/ui/app/top-bar.tsx';
import { ConfigStrip } from '../src/ui/config/config-strip.tsx';
import { Guide } from '../src/ui/guide/guide.tsx';
import { messages as enFirst } from '../src/ui/i18n/en/first.ts';
import { messages as enLater } from '../src/ui/i18n/en/later.ts';
import { messages as zhFirst } from '../src/ui/i18n/zh/first.ts';
import { messages as zhLater } from '../src/ui/i18n/zh/later.ts';
import { type Language, useStore } from '../src/ui/store/store.ts';
import { firstRunOf } from './first-run.ts';

const CATALOGUES = { en: { ...enFirst, ...enLater }, zh: { ...zhFirst, ...zhLater } };

/**
 * What the page says before any of its scripts is there, in both languages: its own components over the first run,
 * each in its place, and nothing that can be pressed yet.
 */
export async function shellsOf(scenario: string): Promise<string> {
  const { opened } = await firstRunOf(scenario);
  return (['en', 'zh'] as const).map((language) => shellOf(opened, language)).join('');
}

function shellOf(opened: Awaited<ReturnType<typeof firstRunOf>>['opened'], language: Language): string {
  i18n.load(language, CATALOGUES[language]);
  i18n.activate(language);
  // Markup is rendered from the state that a store begins with.
  Object.assign(useStore.getInitialState(), { opened, language });
  return renderToStaticMarkup(<Shell lang={language === 'zh' ? 'zh-CN' : 'en'} />);
}

function Shell({ lang }: { readonly lang: string }): ReactNode {
  return (
    <div className="app shell" lang={lang} data-layout="wide" inert>
      <TopBar narrow={false} />
      <aside className="app-left">
        <div className="app-left-guide">
          <Guide />
        </div>
      </aside>
      <main className="app-stage">
        <ConfigStrip />
      </main>
      <div className="app-right" />
      <div className="app-dock">
        <div />
        <div />
      </div>
    </div>
  );
}
