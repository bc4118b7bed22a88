import { useState } from 'react';
import type { Opened } from '../../engine/protocol.ts';
import { Dialog } from '../components/dialog.tsx';
import { selectRecord } from '../components/record-label.ts';
import { t, useLanguage } from '../i18n/index.ts';
import { frames } from '../store/frame-source.ts';
import { act, choices, set, theEngine, useStore } from '../store/store.ts';
import { useFrame } from '../store/use-frame.ts';
import { readProducers } from './running.ts';
import './by-hand.css';

const SEARCH_AFTER_US = 1000;

/** One record of your own: sent at the instant on the screen, then followed. */
export function SendOne() {
  const isOpen = useStore((state) => state.panel === 'send');
  const opened = useStore((state) => state.opened);
  return isOpen && opened !== null ? <SendDialog opened={opened} /> : null;
}

function SendDialog({ opened }: { readonly opened: Opened }) {
  useLanguage();
  const running = useFrame(readProducers, []);
  const added = running.map((name) => opened.names.texts[name] ?? '').filter((name) => name !== '');
  const producers = [...new Set([...opened.producers.map((one) => one.id), ...added])];
  const selected = /^producer\((.+)\)$/.exec(choices().selection)?.[1];
  const [producer, setProducer] = useState(selected ?? producers[0] ?? '');
  const [key, setKey] = useState('');
  const [value, setValue] = useState('');
  const [partition, setPartition] = useState('');
  const partitions = opened.producers.find((one) => one.id === producer)?.partitions ?? 1;
  const close = (): void => set({ panel: 'none' });
  return (
    <Dialog title={t('byHand.title')} onClose={close}>
      <form
        className="by-hand dialog-content"
        onSubmit={(event) => {
          event.preventDefault();
          void sendAndFollow({ producer, key, value, partition });
        }}
      >
        <label>
          <span>{t('byHand.producer')}</span>
          <select value={producer} onChange={(event) => setProducer(event.target.value)}>
            {producers.map((id) => (
              <option key={id}>{id}</option>
            ))}
          </select>
        </label>
        <label>
          <span>{t('byHand.key')}</span>
          <input
            data-first=""
            className="mono"
            value={key}
            maxLength={200}
            onChange={(event) => setKey(event.target.value)}
          />
        </label>
        <label>
          <span>{t('byHand.value')}</span>
          <input className="mono" value={value} maxLength={2000} onChange={(event) => setValue(event.target.value)} />
        </label>
        <label>
          <span>{t('byHand.partition')}</span>
          <select value={partition} onChange={(event) => setPartition(event.target.value)}>
            <option value="">{t('byHand.partitioner')}</option>
            {Array.from({ length: partitions }, (_, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: partitions are their numbers
              <option key={i} value={i}>
                {i}
              </option>
            ))}
          </select>
        </label>
        <p>{t('byHand.note', { t: (choices().timeUs / 1e6).toFixed(3) })}</p>
        <div className="dialog-foot">
          <button type="button" className="btn" onClick={close}>
            {t('byHand.cancel')}
          </button>
          <button type="submit" className="btn primary" disabled={producer === ''}>
            {t('byHand.send')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

interface Handwritten {
  readonly producer: string;
  readonly key: string;
  readonly value: string;
  /** '' = the partitioner chooses. */
  readonly partition: string;
}

/** Sends a record at the instant on the screen, selects it and lets time go on. */
export async function sendAndFollow({ producer, key, value, partition }: Handwritten): Promise<boolean> {
  const engine = theEngine();
  const atUs = Math.floor(choices().timeUs);
  const before = await engine.ledger(atUs, 0, 1, '');
  const sent = await act({
    do: 'send',
    producer,
    ...(key === '' ? {} : { key }),
    ...(value === '' ? {} : { value }),
    ...(partition === '' ? {} : { partition: Number(partition) }),
  });
  if (!sent) return false;
  set({ panel: 'none', inspectorShown: true, said: t('byHand.sent', { producer }) });
  // A frame is asked for first: it has the engine simulate as far as the record.
  engine.release(await engine.frame(atUs + SEARCH_AFTER_US, frames.view()));
  const { rows } = await engine.ledger(atUs + SEARCH_AFTER_US, before.total, 50, '');
  const mine = rows.find((row) => key !== '' && row.key === key) ?? rows[0];
  if (mine !== undefined) selectRecord(mine.uid, mine.partition, mine.offset);
  set({ playing: true });
  return true;
}
