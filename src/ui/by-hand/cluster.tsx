import { useState } from 'react';
import type { Opened } from '../../engine/protocol.ts';
import { Dialog } from '../components/dialog.tsx';
import { t, useLanguage } from '../i18n/index.ts';
import { act, choices, set, useStore } from '../store/store.ts';
import './by-hand.css';

/** What an operator does to the cluster while it runs: add a broker, add partitions, move a partition. */
export function ClusterByHand() {
  const isOpen = useStore((state) => state.panel === 'cluster');
  const opened = useStore((state) => state.opened);
  return isOpen && opened !== null ? <ClusterDialog opened={opened} /> : null;
}

function ClusterDialog({ opened }: { readonly opened: Opened }) {
  useLanguage();
  const partitions = opened.partitions.filter((one) => !one.internal);
  const topics = [...new Set(partitions.map(({ name }) => topicOf(name)))];
  const [topic, setTopic] = useState(topics[0] ?? '');
  const [count, setCount] = useState('');
  const [partition, setPartition] = useState(partitions[0]?.name ?? '');
  const [replicas, setReplicas] = useState('');
  const now = partitions.filter(({ name }) => topicOf(name) === topic).length;
  const close = (): void => set({ panel: 'none' });
  return (
    <Dialog title={t('byHand.clusterTitle')} onClose={close}>
      <div className="by-hand dialog-content">
        <button data-first="" type="button" className="btn" onClick={() => void operate({ do: 'add-broker' })}>
          {t('byHand.addBroker')}
        </button>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void operate({ do: 'add-partitions', topic, count: Number(count) });
          }}
        >
          <label>
            <span>{t('byHand.topic')}</span>
            <select value={topic} onChange={(event) => setTopic(event.target.value)}>
              {topics.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </label>
          <label>
            <span>{t('byHand.count')}</span>
            <input
              className="mono"
              inputMode="numeric"
              value={count}
              placeholder={String(now + 1)}
              onChange={(event) => setCount(event.target.value.replace(/\D/g, ''))}
            />
          </label>
          <button type="submit" className="btn" disabled={topic === '' || count === ''}>
            {t('byHand.addPartitions')}
          </button>
        </form>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void operate({
              do: 'reassign',
              partition,
              replicas: replicas.split(/[\s,，、]+/).filter((id) => id !== ''),
            });
          }}
        >
          <label>
            <span>{t('byHand.move')}</span>
            <select value={partition} onChange={(event) => setPartition(event.target.value)}>
              {partitions.map(({ name }) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </label>
          <label>
            <span>{t('byHand.replicas')}</span>
            <input
              className="mono"
              value={replicas}
              placeholder={t('byHand.replicasHint')}
              onChange={(event) => setReplicas(event.target.value)}
            />
          </label>
          <div className="dialog-foot">
            <button
              type="button"
              className="btn"
              disabled={partition === ''}
              onClick={() => void operate({ do: 'reassign', partition, cancel: true })}
            >
              {t('byHand.cancelMove')}
            </button>
            <button type="submit" className="btn primary" disabled={partition === '' || replicas.trim() === ''}>
              {t('byHand.reassign')}
            </button>
          </div>
        </form>
      </div>
    </Dialog>
  );
}

function topicOf(partition: string): string {
  return partition.slice(0, partition.lastIndexOf('-'));
}

/** Gives a command at the instant on the screen, and lets time go on. */
async function operate(entry: Parameters<typeof act>[0]): Promise<void> {
  const { timeUs } = choices();
  if (!(await act(entry))) return;
  set({ panel: 'none', said: t('byHand.done', { t: (timeUs / 1e6).toFixed(3) }), playing: true });
}
