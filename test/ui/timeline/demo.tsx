import { createRoot } from 'react-dom/client';
import '../../../src/ui/theme/tokens.css';
import '../../../src/ui/theme/base.css';
import { speak } from '../../../src/ui/i18n/index.ts';
import { TimeDock } from '../../../src/ui/timeline/time-dock.tsx';
import { opened } from '../stage/fixture.ts';
import { clock, frameOfRun, NAMES } from './fixture.ts';

/** The dock alone, at one moment: `?theme=dark&lang=zh&compact=1&ended=1`. */
const query = new URLSearchParams(location.search);
const theme = query.get('theme') === 'dark' ? 'dark' : 'light';
document.documentElement.dataset.theme = theme;
await speak(query.get('lang') === 'zh' ? 'zh' : 'en');
const frame = frameOfRun(query.has('ended') ? { clock: [clock(15.48, 27, 27)] } : {});
const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <div style={{ background: 'var(--panel)' }}>
      <TimeDock
        source={{
          current: () => frame,
          onFrame: (listener) => {
            listener(frame);
            return () => undefined;
          },
          setView: () => undefined,
          refresh: () => undefined,
        }}
        opened={{ ...opened, names: NAMES }}
        timeUs={15_480_000}
        onScrub={(time) => console.log('scrub', time)}
        onStep={(direction, keyOnly) => console.log('step', direction, keyOnly)}
        theme={theme}
        compact={query.has('compact')}
      />
    </div>,
  );
}
