import { useState } from 'react';
import type { Frame, Opened } from '../../engine/protocol.ts';
import { Dialog } from '../components/dialog.tsx';
import { t, useLanguage } from '../i18n/index.ts';
import { selectRecord } from '../inspector/inspector.tsx';
import { frames } from '../store/frame-source.ts';
import { act, choices, set, theEngine, useStore } from '../store/store.ts';
import { useFrame } from '../store/use-frame.ts';
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

/** Adds and removes clients while the run goes on. The selected one is removed; without a selection the newest. */
export function ClientButtons() {
  useLanguage();
  const opened = useStore((state) => state.opened);
  const selection = useStore((state) => state.selection);
  const running = useFrame(readProducers, []);
  const members = useFrame(readMembers, []);
  if (opened === null) return null;
  const text = (index: number): string => opened.names.texts[index] ?? '';
  const producers = running.map(text);
  const selected = /^(producer|member)\((?:.*,)?([^,)]+)\)$/.exec(selection);
  const producer = selected?.[1] === 'producer' ? (selected[2] ?? '') : (producers.at(-1) ?? '');
  const member = selected?.[1] === 'member' ? (selected[2] ?? '') : text(members.at(-1) ?? -1);
  const like = opened.producers.find((one) => one.id === producer)?.id ?? opened.producers[0]?.id ?? '';
  const group = opened.groups[0]?.id ?? '';
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a form's looks and meaning
    <div className="clients" role="group" aria-label={t('byHand.clients')}>
      <Pair
        name={t('byHand.producerShort')}
        add={t('byHand.addProducer', { like })}
        remove={t('byHand.removeProducer', { id: producer })}
        onAdd={like === '' ? null : () => void act({ do: 'add-producer', like })}
        onRemove={producer === '' ? null : () => void act({ do: 'remove-producer', producer })}
      />
      <Pair
        name={t('byHand.consumerShort')}
        add={t('byHand.addMember', { group })}
        remove={t('byHand.removeMember', { id: member })}
        onAdd={group === '' ? null : () => void act({ do: 'add-member', group })}
        onRemove={member === '' ? null : () => void act({ do: 'remove-member', node: member })}
      />
      <button type="button" className="clients-send" onClick={() => set({ panel: 'send' })}>
        {t('byHand.title')} <kbd>R</kbd>
      </button>
    </div>
  );
}

interface PairProps {
  readonly name: string;
  readonly add: string;
  readonly remove: string;
  readonly onAdd: (() => void) | null;
  readonly onRemove: (() => void) | null;
}

function Pair({ name, add, remove, onAdd, onRemove }: PairProps) {
  return (
    <span className="clients-pair">
      {name}
      <button
        type="button"
        aria-label={remove}
        title={remove}
        disabled={onRemove === null}
        onClick={() => onRemove?.()}
      >
        −
      </button>
      <button type="button" aria-label={add} title={add} disabled={onAdd === null} onClick={() => onAdd?.()}>
        +
      </button>
    </span>
  );
}

/** Names of producers whose process runs. */
function readProducers(frame: Frame): readonly number[] {
  return upOfKind(frame, 2);
}

function readMembers(frame: Frame): readonly number[] {
  return upOfKind(frame, 3);
}

function upOfKind(frame: Frame, kind: number): readonly number[] {
  const { nodes } = frame;
  const names: number[] = [];
  for (let row = 0; row < nodes.length; row++) {
    if (nodes.kind[row] === kind && nodes.status[row] === 0) names.push(nodes.name[row] ?? -1);
  }
  return names;
}
