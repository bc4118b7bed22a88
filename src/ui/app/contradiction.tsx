import type { ReactNode } from 'react';
import { t } from '../i18n/index.ts';
import { useStore } from '../store/store.ts';

/** Our bug is never shown as a verdict about Kafka. */
export function Contradiction(): ReactNode {
  const contradiction = useStore((state) => state.contradiction);
  const opened = useStore((state) => state.opened);
  if (contradiction === null) return null;
  const report = [
    `scenario ${opened?.id ?? '?'}${opened === null || opened.variant === '' ? '' : ` variant ${opened.variant}`}`,
    `seed ${contradiction.seed}`,
    `${contradiction.timeUs} µs`,
    contradiction.claim,
  ].join(' · ');
  return (
    <section className="app-contradiction card" role="alert">
      <strong>{t('app.contradiction', { time: (contradiction.timeUs / 1e6).toFixed(2) })}</strong>
      <p>{t('app.contradiction.ours')}</p>
      <code>{report}</code>
      <button type="button" className="btn" onClick={() => void navigator.clipboard?.writeText(report)}>
        {t('app.contradiction.copy')}
      </button>
    </section>
  );
}
