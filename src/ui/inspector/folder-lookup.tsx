import { type FormEvent, useState } from 'react';
import type { Lookup, LookupStep } from '../../engine/protocol.ts';
import { Glyph } from '../components/glyph.tsx';
import { t } from '../i18n/index.ts';
import { theEngine, useStore } from '../store/store.ts';
import { offsetsOf, type Place } from './folder-place.ts';

interface LookupBoxProps {
  readonly place: Place;
  /** The log's end. */
  readonly end: number;
  readonly onGo: (place: Place) => void;
}

type By = 'offset' | 'timestamp';

/** Finds an offset or a timestamp as the broker does, one step a line. */
export function LookupBox({ place, end, onGo }: LookupBoxProps) {
  const [by, setBy] = useState<By>('offset');
  const [text, setText] = useState(() => String(Math.max(0, end - 1)));
  const [lookup, setLookup] = useState<Lookup | null>(null);
  const choose = (next: By): void => {
    setBy(next);
    setLookup(null);
    const nowMs = Math.floor(useStore.getState().timeUs / 1000);
    setText(String(next === 'offset' ? Math.max(0, end - 1) : Math.floor(nowMs / 2)));
  };
  const find = (event: FormEvent): void => {
    event.preventDefault();
    const value = Math.floor(Number(text));
    if (!Number.isSafeInteger(value) || text === '') return;
    const timeUs = Math.floor(useStore.getState().timeUs);
    void theEngine().lookup(timeUs, place.owner, by, value).then(setLookup);
  };
  return (
    <form className="folder-lookup" onSubmit={find}>
      <h3>{t('folder.lookup')}</h3>
      <div>
        <select
          aria-label={t('folder.lookup')}
          value={by}
          onChange={({ target }) => choose(target.value === 'offset' ? 'offset' : 'timestamp')}
        >
          <option value="offset">{t('folder.by.offset')}</option>
          <option value="timestamp">{t('folder.by.timestamp')}</option>
        </select>
        <input
          type="number"
          step={1}
          aria-label={t('folder.number')}
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
        <button type="submit" className="button">
          {t('folder.find')}
        </button>
      </div>
      <p className="folder-note">{t('folder.clock')}</p>
      <div role="status">
        {lookup === null ? null : (
          <ol className="folder-steps" aria-label={t('folder.steps')}>
            {lookup.steps.map((step, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the steps of one answer never move
              <Step key={i} step={step} onGo={() => onGo(placeOf(place, step))} />
            ))}
          </ol>
        )}
      </div>
    </form>
  );
}

function Step({ step, onGo }: { readonly step: LookupStep; readonly onGo: () => void }) {
  return (
    <li>
      <span>{t(`folder.step.${step.kind}`, inWords(step.parameters))}</span>
      {step.segment >= 0 ? (
        <button type="button" aria-label={t('folder.open')} title={t('folder.open')} onClick={onGo}>
          <Glyph name="arrow" size={12} />
        </button>
      ) : null}
    </li>
  );
}

/** `order` is a word to choose by, and a batch of one record has one offset; all else are numbers. */
function inWords(parameters: LookupStep['parameters']): Record<string, string | number> {
  const { order, base, last } = parameters;
  const words: Record<string, string | number> = { ...parameters };
  if (order !== undefined) words.order = order < 0 ? 'below' : order > 0 ? 'above' : 'equal';
  if (base !== undefined && last !== undefined) words.range = offsetsOf({ baseOffset: base, lastOffset: last });
  return words;
}

/** What a step looked at: an index, a batch, or the segment. */
function placeOf(place: Place, { kind, segment, batch }: LookupStep): Place {
  const file = /time-entry|compare-time/.test(kind) ? 'timeindex' : /entry|compare-offset/.test(kind) ? 'index' : 'log';
  return { ...place, file, segment, batch };
}
