import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { ClientButtons } from '../by-hand/clients.tsx';
import { ConfigStrip } from '../config/config-strip.tsx';
import { Events } from '../events/events.tsx';
import { FaultPalette } from '../faults/palette.tsx';
import { Guide } from '../guide/guide.tsx';
import { speak, t, useLanguage } from '../i18n/index.ts';
import { Inspector } from '../inspector/inspector.tsx';
import { OpenFile } from '../open/open-file.tsx';
import { Stage } from '../stage/stage.tsx';
import { frames } from '../store/frame-source.ts';
import { goTo, placeFault, set, stepEvent, type Tab, useStore } from '../store/store.ts';
import { TimeDock } from '../timeline/time-dock.tsx';
import { Transport } from '../transport/transport.tsx';
import { Verdict } from '../verdict/verdict.tsx';
import { useCallToAction } from './call-to-action.ts';
import { LiveRegion } from './live-region.tsx';
import { TopBar } from './top-bar.tsx';
import './app.css';

const SettingsPanel = lazy(() =>
  import('../config/settings-panel.tsx').then((room) => ({ default: room.SettingsPanel })),
);
const Ledger = lazy(() => import('../ledger/ledger.tsx').then((room) => ({ default: room.Ledger })));
const Library = lazy(() => import('../library/library.tsx').then((room) => ({ default: room.Library })));
const SendOne = lazy(() => import('../by-hand/send.tsx').then((room) => ({ default: room.SendOne })));
const KeysHelp = lazy(() => import('./keys-help.tsx').then((room) => ({ default: room.KeysHelp })));
const Mistakes = lazy(() => import('../open/mistakes.tsx').then((room) => ({ default: room.Mistakes })));

/** The page: five zones about one run. */
export function App(): ReactNode {
  useLanguage();
  const language = useStore((state) => state.language);
  const opened = useStore((state) => state.opened);
  const guideShown = useStore((state) => state.guideShown);
  const inspectorShown = useStore((state) => state.inspectorShown);
  const width = useWidth();
  const narrow = width < 600;
  useEffect(() => {
    void speak(language);
  }, [language]);
  const layout = narrow ? 'narrow' : width < 900 ? 'small' : width < 1200 ? 'middle' : 'wide';
  return (
    <div className="app" data-layout={layout} data-guide={guideShown} data-inspector={inspectorShown}>
      <a className="app-skip" href="#stage">
        {t('app.skip')}
      </a>
      <TopBar narrow={width < 900} />
      <OpenFile />
      {opened === null ? (
        <p className="app-starting">{t('app.starting')}</p>
      ) : (
        <Zones narrow={narrow} layout={layout} />
      )}
      <Panels />
      <LiveRegion />
    </div>
  );
}

function Zones({ narrow, layout }: { readonly narrow: boolean; readonly layout: string }): ReactNode {
  const opened = useStore((state) => state.opened);
  const selection = useStore((state) => state.selection);
  const pickedFault = useStore((state) => state.pickedFault);
  const theme = useStore((state) => state.theme);
  const tab = useStore((state) => state.tab);
  const guideShown = useStore((state) => state.guideShown);
  const inspectorShown = useStore((state) => state.inspectorShown);
  const timeUs = useStore((state) => state.timeUs);
  const callToAction = useCallToAction();
  const reducedMotion = useReducedMotion();
  if (opened === null) return null;
  const shows = (zone: Tab): boolean => !narrow || tab === zone;
  return (
    <>
      {(narrow ? tab === 'guide' : guideShown) && (
        <aside className="app-left" aria-label={t('app.guide')}>
          <Guide />
          <FaultPalette />
          <ClientButtons />
        </aside>
      )}
      <main className="app-stage" id="stage" tabIndex={-1}>
        <ConfigStrip />
        <Contradiction />
        <Verdict />
        {shows('cluster') && (
          <Stage
            source={frames}
            opened={opened}
            selection={selection}
            onSelect={(address, uid) => set({ selection: address, uid, inspectorShown: true })}
            pickedFault={pickedFault}
            onFault={(verb, target) => void placeFault(verb, target)}
            callToAction={callToAction}
            theme={theme}
            reducedMotion={reducedMotion}
            narrow={narrow}
          />
        )}
        {narrow && tab === 'cluster' && <FaultPalette />}
      </main>
      {(narrow ? tab === 'events' || tab === 'ledger' : inspectorShown) && (
        <aside className="app-right" aria-label={t('app.inspector')}>
          {(layout !== 'narrow' || tab === 'ledger') && <Inspector />}
          {(layout !== 'narrow' || tab === 'events') && <Events />}
        </aside>
      )}
      <footer className="app-dock">
        <Transport compact={narrow} />
        <TimeDock
          source={frames}
          opened={opened}
          timeUs={timeUs}
          onScrub={goTo}
          onStep={(direction, keyOnly) => void stepEvent(direction, keyOnly)}
          theme={theme}
          compact={narrow}
        />
      </footer>
      {narrow && <Tabs tab={tab} />}
    </>
  );
}

function Tabs({ tab }: { readonly tab: Tab }): ReactNode {
  const all: readonly Tab[] = ['guide', 'cluster', 'ledger', 'events'];
  return (
    <nav className="app-tabs" aria-label={t('app.tabs')}>
      {all.map((one) => (
        <button
          key={one}
          type="button"
          aria-current={one === tab ? 'page' : undefined}
          onClick={() => set({ tab: one })}
        >
          {t(`app.tab.${one}`)}
        </button>
      ))}
    </nav>
  );
}

function Panels(): ReactNode {
  const panel = useStore((state) => state.panel);
  if (panel === 'none') return null;
  return (
    <Suspense fallback={null}>
      {panel === 'settings' && <SettingsPanel />}
      {panel === 'ledger' && <Ledger />}
      {panel === 'library' && <Library />}
      {panel === 'send' && <SendOne />}
      {panel === 'keys' && <KeysHelp />}
      {panel === 'mistakes' && <Mistakes />}
    </Suspense>
  );
}

/** Our bug is never shown as a verdict about Kafka. */
function Contradiction(): ReactNode {
  const contradiction = useStore((state) => state.contradiction);
  if (contradiction === null) return null;
  return (
    <section className="app-contradiction card" role="alert">
      <strong>{t('app.contradiction', { time: (contradiction.timeUs / 1e6).toFixed(2) })}</strong>
      <p>{t('app.contradiction.ours')}</p>
      <code>
        {contradiction.claim} · seed {contradiction.seed} · {contradiction.timeUs} µs
      </code>
    </section>
  );
}

function useWidth(): number {
  const [width, setWidth] = useState(window.innerWidth);
  useEffect(() => {
    const onResize = (): void => setWidth(window.innerWidth);
    window.addEventListener('resize', onResize);
    return () => window.removeEventListener('resize', onResize);
  }, []);
  return width;
}

function useReducedMotion(): boolean {
  const [reduced, setReduced] = useState(() => window.matchMedia('(prefers-reduced-motion: reduce)').matches);
  useEffect(() => {
    const query = window.matchMedia('(prefers-reduced-motion: reduce)');
    const onChange = (): void => setReduced(query.matches);
    query.addEventListener('change', onChange);
    return () => query.removeEventListener('change', onChange);
  }, []);
  return reduced;
}
