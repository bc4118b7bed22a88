import type { Frame } from '../../engine/protocol.ts';
import { t } from '../i18n/index.ts';
import { useFrame } from '../store/use-frame.ts';

const WIDTH = 96;
const HEIGHT = 20;
const WINDOW_US = 2_000_000;

/** Steps of `atRisk` over the last 2 s, so that a changing digit is read as a rhythm. */
export function RiskLine() {
  const path = useFrame(riskPath, '');
  return (
    <svg className="verdict-risk-line" width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img">
      <title>{t('strip.riskLine')}</title>
      <path d={`M0 ${HEIGHT - 1.5}H${WIDTH}`} stroke="var(--line)" />
      <path d={path} fill="none" stroke="var(--risk)" strokeWidth="1.5" />
    </svg>
  );
}

function riskPath(frame: Frame): string {
  const { risk } = frame;
  const now = frame.clock.timeUs[0] ?? 0;
  let most = 4;
  for (let row = 0; row < risk.length; row++) most = Math.max(most, risk.value[row] ?? 0);
  let path = '';
  let y = HEIGHT - 1.5;
  for (let row = 0; row < risk.length; row++) {
    const x = Math.max(0, WIDTH * (1 - (now - (risk.timeUs[row] ?? 0)) / WINDOW_US));
    const next = HEIGHT - 1.5 - ((risk.value[row] ?? 0) / most) * (HEIGHT - 4);
    path += path === '' ? `M${x.toFixed(1)} ${next.toFixed(1)}` : `H${x.toFixed(1)}V${next.toFixed(1)}`;
    y = next;
  }
  return path === '' ? '' : `${path}H${WIDTH}V${y.toFixed(1)}`;
}
