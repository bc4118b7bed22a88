import { lazy, memo, type ReactNode, Suspense, useEffect } from 'react';
import { Glyph } from '../components/glyph.tsx';
import { ConfigStrip } from '../config/config-strip.tsx';
import { speak, speakAll, t, useLanguage } from '../i18n/index.ts';
import { Stage } from '../stage/stage.tsx';
import { frames } from '../store/frame-source.ts';
import { goTo, placeFault, set, stepEvent, type Tab, useStore } from '../store/store.ts';
import { Transport } from '../transport/transport.tsx';
import { Verdict } from '../verdict/verdict.tsx';
import { useCallToAction } from './call-to-action.ts';
import { Contradiction } from './contradiction.tsx';
import { KeptGuide } from './kept.tsx';
import { TopBar } from './top-bar.tsx';
import { type Layout, useLayout, useReducedMotion } from './use-layout.ts';
import './app.css';

// What the first picture does not need comes after it, with its texts; its place is kept.
const panes = () => withTexts(import('./panes.tsx'));
const records = () => withTexts(import('../ledger/ledger.tsx'));
const Guide = lazy(() => panes().then((room) => ({ default: room.Guide })));
const Faults = lazy(() => panes().then((room) => ({ default: room.Faults })));
const Inspector = lazy(() => panes().then((room) => ({ default: room.Inspector })));
const Events = lazy(() => panes().then((room) => ({ default: room.Events })));
const Narration = lazy(() => panes().then((room) => ({ default: room.Narration })));
const OpenFile = lazy(() => import('../open/open-file.tsx').then((room) => ({ default: room.OpenFile })));
const Sheet = lazy(() => import('./sheet.tsx').then((room) => ({ default: room.Sheet })));
const LiveRegion = lazy(() => panes().then((room) => ({ default: room.LiveRegion })));
const TimeDock = lazy(() => import('../timeline/time-dock.tsx').then((room) => ({ default: room.TimeDock })));
const Records = lazy(() => records().then((room) => ({ default: room.Records })));
const Ledger = lazy(() => records().then((room) => ({ default: room.Ledger })));
const SettingsPanel = lazy(() =>
  withTexts(import('../config/settings-panel.tsx')).then((room) => ({ default: room.SettingsPanel })),
);
const Library = lazy(() => withTexts(import('../library/library.tsx')).then((room) => ({ default: room.Library })));
const SendOne = lazy(() => withTexts(import('../by-hand/send.tsx')).then((room) => ({ default: room.SendOne })));
const ClusterByHand = lazy(() =>
  withTexts(import('../by-hand/cluster.tsx')).then((room) => ({ default: room.ClusterByHand })),
);
const KeysHelp = lazy(() => withTexts(import('./keys-help.tsx')).then((room) => ({ default: room.KeysHelp })));
const Mistakes = lazy(() => withTexts(import('../open/mistakes.tsx')).then((room) => ({ default: room.Mistakes })));

async function withTexts<T>(room: Promise<T>): Promise<T> {
  const [loaded] = await Promise.all([room, speakAll()]);
  return loaded;
}

/** The page: five zones about one run. */
export function App(): ReactNode {
  useLanguage();
  const language = useStore((state) => state.language);
  const title = useStore((state) => state.opened?.title);
  const isOpen = title !== undefined;
  const guideShown = useStore((state) => state.guideShown);
  const inspectorShown = useStore((state) => state.inspectorShown);
  const dockShown = useStore((state) => state.dockShown);
  const layout = useLayout();
  useEffect(() => {
    void speak(language);
  }, [language]);
  useEffect(() => {
    document.title = title === undefined ? 'MQScope' : `${language === 'zh' ? title.zh : title.en} · MQScope`;
  }, [title, language]);
  return (
    <div
      className="app"
      data-layout={layout}
      data-guide={guideShown}
      data-inspector={inspectorShown}
      data-dock={dockShown}
    >
      <button type="button" className="app-skip" onClick={() => document.getElementById('stage')?.focus()}>
        {t('app.skip')}
      </button>
      <TopBar narrow={layout === 'small' || layout === 'narrow'} />
      <Suspense fallback={null}>
        <OpenFile />
      </Suspense>
      {isOpen ? <Zones layout={layout} /> : <Starting />}
      <Panels />
      {isOpen ? (
        <Suspense fallback={null}>
          <LiveRegion />
        </Suspense>
      ) : null}
    </div>
  );
}

/** The zones in their places while the engine starts, so that nothing moves when they fill. */
function Starting(): ReactNode {
  return (
    <>
      <div className="app-left" />
      <main className="app-stage" id="stage" tabIndex={-1}>
        <p className="app-starting" role="status">
          {t('app.starting')}
        </p>
      </main>
      <div className="app-right" />
      <div className="app-dock" />
    </>
  );
}

const Zones = memo(function Zones({ layout }: { readonly layout: Layout }): ReactNode {
  useLanguage();
  const tab = useStore((state) => state.tab);
  const guideShown = useStore((state) => state.guideShown);
  const inspectorShown = useStore((state) => state.inspectorShown);
  if (layout === 'narrow') return <NarrowZones tab={tab} />;
  const isSmall = layout === 'small';
  return (
    <>
      {guideShown && !isSmall ? (
        <aside className="app-left" aria-label={t('app.guide')}>
          <Suspense fallback={<KeptGuide />}>
            <div className="app-left-guide">
              <Guide />
            </div>
            <Faults />
          </Suspense>
        </aside>
      ) : null}
      <main className="app-stage" id="stage" tabIndex={-1}>
        <Head />
        <StageZone narrow={false} />
      </main>
      {inspectorShown && !isSmall ? (
        <aside className="app-right" aria-label={t('app.inspector')}>
          {layout === 'middle' ? (
            <button
              type="button"
              className="app-drawer-close"
              aria-label={t('app.close')}
              onClick={() => set({ inspectorShown: false })}
            >
              <Glyph name="cross" />
            </button>
          ) : null}
          <Suspense fallback={null}>
            <Inspector />
            <Events />
          </Suspense>
        </aside>
      ) : null}
      {isSmall ? (
        <Suspense fallback={null}>
          <Sheet>
            {tab === 'guide' || tab === 'cluster' ? (
              <>
                <Guide />
                <Faults />
              </>
            ) : (
              <>
                <Inspector />
                <Events />
              </>
            )}
          </Sheet>
        </Suspense>
      ) : null}
      <Dock compact={false} />
    </>
  );
});

/** Under 600 px: one thing at a time, chosen by the tabs at the thumb. */
function NarrowZones({ tab }: { readonly tab: Tab }): ReactNode {
  const uid = useStore((state) => state.uid);
  const selection = useStore((state) => state.selection);
  return (
    <>
      <main className="app-stage" id="stage" tabIndex={-1}>
        {tab === 'cluster' || tab === 'ledger' ? <Head /> : null}
        {tab === 'cluster' ? <StageZone narrow /> : null}
        <Suspense fallback={null}>
          {tab === 'cluster' ? (
            <>
              <Narration />
              {selection !== '' ? <Inspector /> : null}
              <Guide brief />
              <Faults />
            </>
          ) : null}
          {tab === 'guide' ? <Guide /> : null}
          {tab === 'ledger' ? (
            <>
              {uid >= 0 ? <Inspector /> : null}
              <Records />
            </>
          ) : null}
          {tab === 'events' ? <Events /> : null}
        </Suspense>
      </main>
      <Dock compact />
      <Tabs tab={tab} />
    </>
  );
}

function Head(): ReactNode {
  return (
    <>
      <ConfigStrip />
      <Contradiction />
      <Verdict />
    </>
  );
}

function StageZone({ narrow }: { readonly narrow: boolean }): ReactNode {
  const opened = useStore((state) => state.opened);
  const selection = useStore((state) => state.selection);
  const pickedFault = useStore((state) => state.pickedFault);
  const theme = useStore((state) => state.theme);
  const callToAction = useCallToAction();
  const reducedMotion = useReducedMotion();
  if (opened === null) return null;
  return (
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
  );
}

function Dock({ compact }: { readonly compact: boolean }): ReactNode {
  const opened = useStore((state) => state.opened);
  const timeUs = useStore((state) => state.timeUs);
  const theme = useStore((state) => state.theme);
  const dockShown = useStore((state) => state.dockShown);
  if (opened === null) return null;
  return (
    <footer className="app-dock">
      <Transport compact={compact} thin={!dockShown} />
      <Suspense fallback={<div />}>
        <TimeDock
          source={frames}
          opened={opened}
          timeUs={timeUs}
          onScrub={goTo}
          onStep={(direction, keyOnly) => void stepEvent(direction, keyOnly)}
          theme={theme}
          compact={compact || !dockShown}
        />
      </Suspense>
    </footer>
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
      {panel === 'cluster' && <ClusterByHand />}
      {panel === 'keys' && <KeysHelp />}
      {panel === 'mistakes' && <Mistakes />}
    </Suspense>
  );
}
