import { createRoot } from 'react-dom/client';
import '../../../src/ui/theme/tokens.css';
import '../../../src/ui/theme/base.css';
import { speak } from '../../../src/ui/i18n/index.ts';
import { Stage } from '../../../src/ui/stage/stage.tsx';
import { frameOfLoss, openedWith, sourceOf } from './fixture.ts';

/** The stage alone, at one moment: `?theme=dark&lang=zh&pick=crash&call=1&select=…&partitions=8&still=1`. */
const query = new URLSearchParams(location.search);
const theme = query.get('theme') === 'dark' ? 'dark' : 'light';
document.documentElement.dataset.theme = theme;
await speak(query.get('lang') === 'zh' ? 'zh' : 'en');
const count = Number(query.get('partitions') ?? 3);
const source = sourceOf((columns) => frameOfLoss(columns, count), count);
const narrow = innerWidth < 600;
const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <div style={{ padding: 12, width: narrow ? '100%' : 872 }}>
      <Stage
        source={source}
        opened={openedWith(count)}
        selection={query.get('select') ?? ''}
        onSelect={(address, uid) => console.log(address, uid)}
        pickedFault={query.get('pick')}
        onFault={(verb, target) => console.log(verb, target)}
        callToAction={query.has('call') ? { target: 'broker-2', label: 'Kill broker 2', onAct: () => undefined } : null}
        theme={theme}
        reducedMotion={query.has('still')}
        narrow={narrow}
      />
    </div>,
  );
}
