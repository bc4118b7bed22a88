import { useState } from 'react';
import { t } from '../i18n/index.ts';
import { theEngine, useStore } from '../store/store.ts';
import { useAnswer } from './use-answer.ts';

/** Records of a page. */
const PAGE = 20;
/** The end of the log, wherever it is. */
const LATEST = -1;

/** The metadata log of a controller as a table that can be browsed. */
export function MetadataLog({ address }: { readonly address: string }) {
  const [from, setFrom] = useState(LATEST);
  const page = useAnswer(
    `metadata ${address} ${from}`,
    () => Math.floor(useStore.getState().timeUs),
    (timeUs) => theEngine().metadataLog(timeUs, address, from, PAGE),
  );
  if (page === null) return <p className="inspector-empty">{t('inspector.loading')}</p>;
  const to = page.from + page.rows.length;
  const hasEpochs = page.rows.some((row) => row.epoch >= 0);
  return (
    <div className="inspector-metadata" data-testid="metadata-log">
      <p className="inspector-hint">{t('inspector.metadataHint')}</p>
      <div className="inspector-pages">
        <button type="button" disabled={page.from === 0} onClick={() => setFrom(Math.max(0, page.from - PAGE))}>
          {t('inspector.older')}
        </button>
        <button type="button" disabled={to >= page.end} onClick={() => setFrom(to)}>
          {t('inspector.newer')}
        </button>
        <button type="button" aria-pressed={from === LATEST} onClick={() => setFrom(LATEST)}>
          {t('inspector.latest')}
        </button>
      </div>
      {page.rows.length === 0 ? (
        <p className="inspector-empty">{t('inspector.metadataNone')}</p>
      ) : (
        <table className="inspector-copies">
          <caption>
            {t('inspector.metadataRange', {
              from: page.from,
              to: to - 1,
              end: page.end,
              committed: page.committed,
            })}
          </caption>
          <thead>
            <tr>
              <th scope="col">{t('inspector.offset')}</th>
              {hasEpochs ? <th scope="col">{t('inspector.quorumEpoch')}</th> : null}
              <th scope="col">{t('inspector.type')}</th>
            </tr>
          </thead>
          <tbody>
            {page.rows.map((row) => (
              <tr key={row.offset} data-committed={row.committed === 1}>
                <td className="mono">{row.offset}</td>
                {hasEpochs ? <td className="mono">{row.epoch}</td> : null}
                <td>
                  <strong>{row.type}</strong>
                  <dl>
                    {row.fields.map((field) => (
                      <div key={field.name}>
                        <dt>{field.name}</dt>
                        <dd className="mono">{field.value}</dd>
                      </div>
                    ))}
                  </dl>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
