import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { RecordStory } from '../../engine/protocol.ts';
import { nodeTitle } from '../components/run-names.ts';
import { t, useLanguage } from '../i18n/index.ts';
import { frames } from '../store/frame-source.ts';
import { useStore } from '../store/store.ts';
import { BatchView } from './folder-batch.tsx';
import { FileList, TextFile } from './folder-files.tsx';
import { brokersOf, fileName, folderOf, homeOf, namesOf, type Place, replicaAddress } from './folder-place.ts';
import { SegmentView } from './folder-segment.tsx';
import './folder.css';

/** The files of a broker, a partition or a replica, down to single bytes. */
export function FolderPanel({ address }: { readonly address: string }) {
  const opened = useStore((state) => state.opened);
  const home = opened === null ? null : homeOf(address, opened, frames.current());
  return home === null ? null : <Places key={address} home={home} />;
}

/** The batch that holds a record, on one of the brokers that have it. */
export function RecordBytes({ story }: { readonly story: RecordStory }) {
  const opened = useStore((state) => state.opened);
  const partition = opened?.partitions.find((one) => one.partition === story.partition)?.name ?? '';
  const copy = story.copies.find((one) => one.running) ?? story.copies[0];
  const broker = opened?.brokers.find((one) => one.node === copy?.node);
  if (copy === undefined || broker === undefined) return <p className="inspector-empty">{t('inspector.noCopies')}</p>;
  const home: Place = {
    ...folderOf(replicaAddress(partition, `broker-${broker.id}`)),
    file: 'log',
    batch: copy.offset,
  };
  return <Places key={`${story.uid} ${copy.offset}`} home={home} />;
}

function Places({ home }: { readonly home: Place }) {
  useLanguage();
  const [place, setPlace] = useState(home);
  const here = useRef<HTMLElement>(null);
  const isFirst = useRef(true);
  // What was pressed is gone after a step: the path takes the focus, so that keys go on from there.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each place is a step
  useEffect(() => {
    if (!isFirst.current) here.current?.focus();
    isFirst.current = false;
  }, [place]);
  return (
    <section className="folder" aria-label={t('folder.label')}>
      <Path place={place} here={here} onGo={setPlace} />
      <Content place={place} onGo={setPlace} />
    </section>
  );
}

function Content({ place, onGo }: { readonly place: Place; readonly onGo: (place: Place) => void }): ReactNode {
  if (place.batch >= 0) return <BatchView key={`${place.owner} ${place.batch}`} place={place} />;
  if (place.file === 'text') return <TextFile place={place} />;
  if (place.file !== '') return <SegmentView key={`${place.file} ${place.segment}`} place={place} onGo={onGo} />;
  return <FileList place={place} onGo={onGo} />;
}

interface PathProps {
  readonly place: Place;
  readonly here: React.RefObject<HTMLElement | null>;
  readonly onGo: (place: Place) => void;
}

/** Broker, folder, file, batch: each a way back. */
function Path({ place, here, onGo }: PathProps) {
  const opened = useStore((state) => state.opened);
  const { partition, broker } = namesOf(place);
  const steps: { readonly name: string; readonly to: Place }[] = [{ name: t('folder.data'), to: folderOf(broker) }];
  if (partition !== '') steps.push({ name: `${partition}/`, to: folderOf(place.owner) });
  if (place.segment >= 0) {
    steps.push({ name: fileName(place.segment, place.file), to: { ...place, batch: -1 } });
  }
  if (place.file === 'text') steps.push({ name: place.name, to: place });
  if (place.batch >= 0) steps.push({ name: t('folder.batch', { base: place.batch }), to: place });
  const brokers = partition === '' || opened === null ? [] : brokersOf(partition, opened);
  return (
    <nav className="folder-path" aria-label={t('folder.path')}>
      {brokers.length > 1 ? (
        <select
          aria-label={t('folder.broker')}
          value={broker}
          onChange={({ target }) =>
            onGo({ ...place, owner: replicaAddress(partition, target.value), segment: -1, ...stay(place) })
          }
        >
          {brokers.map(({ id }) => (
            <option key={id} value={`broker-${id}`}>
              {nodeTitle(`broker-${id}`)}
            </option>
          ))}
        </select>
      ) : (
        <span>{nodeTitle(broker)}</span>
      )}
      <ol className="mono">
        {steps.map(({ name, to }, i) => (
          <li key={name}>
            {i === steps.length - 1 ? (
              <b aria-current="location" ref={here} tabIndex={-1}>
                {name}
              </b>
            ) : (
              <button type="button" onClick={() => onGo(to)}>
                {name}
              </button>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** On another broker the same file may begin elsewhere: a batch stays open, a file is looked for by its offset. */
function stay(place: Place): Partial<Place> {
  return place.batch >= 0 ? {} : { segment: place.segment };
}
