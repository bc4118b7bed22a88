import { type KeyboardEvent, lazy, type ReactNode, Suspense, useRef, useState } from 'react';
import type { RecordStory, StoryStep } from '../../engine/protocol.ts';
import { EventRow } from '../components/event-row.tsx';
import { Glyph } from '../components/glyph.tsx';
import { recordLabel, selectRecord } from '../components/record-label.ts';
import { type RunNames, runNames } from '../components/run-names.ts';
import { has, speakOf, t, useLanguage } from '../i18n/index.ts';
import { frames } from '../store/frame-source.ts';
import { furthestSeenUs } from '../store/seen.ts';
import { set, theEngine, useStore } from '../store/store.ts';
import { readAddress, siblingsOf, titleOf } from './address.ts';
import { homeOf } from './folder-place.ts';
import { MetadataLog } from './metadata-log.tsx';
import { PartitionActs } from './partition-acts.tsx';
import { useAnswer } from './use-answer.ts';
import './inspector.css';

// Files and bytes come with the first look at them.
const disk = async () => {
  const [room] = await Promise.all([import('./folder-panel.tsx'), speakOf('folder')]);
  return room;
};
const FolderPanel = lazy(() => disk().then((room) => ({ default: room.FolderPanel })));
const RecordBytes = lazy(() => disk().then((room) => ({ default: room.RecordBytes })));

/** The selected object: its story, its fields, its copies. */
export function Inspector() {
  useLanguage();
  const opened = useStore((state) => state.opened);
  const selection = useStore((state) => state.selection);
  const uid = useStore((state) => state.uid);
  if (opened === null) return null;
  return (
    <section className="inspector" aria-label={t('inspector.label')}>
      {uid >= 0 ? (
        <RecordInspector uid={uid} />
      ) : selection !== '' ? (
        <ObjectInspector address={selection} />
      ) : (
        <p className="inspector-empty">{t('inspector.empty')}</p>
      )}
    </section>
  );
}

function shownUs(): number {
  return Math.floor(useStore.getState().timeUs);
}

function useNames(): RunNames | null {
  useLanguage();
  const opened = useStore((state) => state.opened);
  return opened === null ? null : runNames(opened, frames.current());
}

function RecordInspector({ uid }: { readonly uid: number }) {
  const names = useNames();
  const story = useAnswer(`record ${uid}`, furthestSeenUs, (seenUs) => theEngine().story(seenUs, uid));
  if (names === null) return null;
  if (story === null) return <p className="inspector-empty">{t('inspector.loading')}</p>;
  return (
    <>
      <Head
        title={recordLabel(story)}
        fate={story.fate}
        place={`${names.partition(story.partition)} @ ${shown(story.offset)}`}
      >
        <Steps uid={uid} />
      </Head>
      <Tabs
        key="record"
        tabs={[
          ['story', () => <Story steps={story.steps} names={names} where={story.where} />],
          ['fields', () => <Fields rows={recordFields(story, names)} />],
          ['copies', () => <Copies story={story} names={names} />],
          ['bytes', () => <RecordBytes story={story} />],
        ]}
      />
    </>
  );
}

function ObjectInspector({ address }: { readonly address: string }) {
  const names = useNames();
  const controllers = useStore((state) => state.opened?.controllers.length ?? 1);
  const fields = useAnswer(`fields ${address}`, shownUs, (timeUs) => theEngine().fields(timeUs, address));
  const steps = useAnswer(`story ${address}`, furthestSeenUs, (seenUs) => theEngine().objectStory(seenUs, address));
  if (names === null) return null;
  const { kind, parts } = readAddress(address);
  const isController = kind === 'node' && /^controller-\d+$/.test(parts[0] ?? '');
  const opened = useStore.getState().opened;
  const hasFiles = opened !== null && homeOf(address, opened, null) !== null;
  return (
    <>
      <Head
        title={titleOf(address, controllers)}
        fate=""
        place={has(`inspector.kind.${kind}`) ? t(`inspector.kind.${kind}`) : kind}
      >
        <Siblings address={address} />
      </Head>
      {kind === 'partition' ? <PartitionActs name={parts[0] ?? ''} /> : null}
      <Tabs
        key={isController ? 'controller' : 'object'}
        tabs={[
          ['fields', () => <Fields rows={fields ?? []} />],
          ['story', () => <Story steps={steps ?? []} names={names} where="" />],
          ...(hasFiles
            ? ([[kind === 'record' ? 'bytes' : 'folder', () => <FolderPanel address={address} />]] as const)
            : []),
          ...(isController ? [['metadata', () => <MetadataLog key={address} address={address} />] as const] : []),
        ]}
      />
    </>
  );
}

interface HeadProps {
  readonly title: string;
  readonly fate: string;
  readonly place: string;
  readonly children: ReactNode;
}

function Head({ title, fate, place, children }: HeadProps) {
  return (
    <header className="inspector-head">
      <h2>{title}</h2>
      {fate !== '' ? (
        <span className={`inspector-fate inspector-fate-${fateTone(fate)}`}>
          {has(`fate.${fate}`) ? t(`fate.${fate}`) : fate}
        </span>
      ) : null}
      <span className="inspector-place mono">{place}</span>
      <span className="inspector-steps">{children}</span>
    </header>
  );
}

function fateTone(fate: string): string {
  if (/lost|gone/i.test(fate)) return 'loss';
  if (/dup/i.test(fate)) return 'dup';
  if (/one|doubt|unknown|reorder|offline|unavail|refused/i.test(fate)) return 'risk';
  if (/deliver|process/i.test(fate)) return 'consume';
  return 'plain';
}

/** The next and the previous record of the producer. */
function Steps({ uid }: { readonly uid: number }) {
  const step = (by: number): void => {
    void theEngine()
      .ledger(Math.floor(useStore.getState().timeUs), uid + by, 1, '')
      .then(({ rows }) => {
        const row = rows[0];
        if (row !== undefined && row.uid !== uid) selectRecord(row.uid, row.partition, row.offset);
      });
  };
  return <Arrows onStep={step} />;
}

function Siblings({ address }: { readonly address: string }) {
  const opened = useStore((state) => state.opened);
  const all = opened === null ? [] : siblingsOf(address, opened);
  const place = all.indexOf(address);
  if (place < 0 || all.length < 2) return null;
  return (
    <Arrows onStep={(by) => set({ selection: all[(place + by + all.length) % all.length] ?? address, uid: -1 })} />
  );
}

function Arrows({ onStep }: { readonly onStep: (by: 1 | -1) => void }) {
  return (
    <>
      <button type="button" aria-label={t('inspector.previous')} onClick={() => onStep(-1)}>
        <Glyph name="back" size={13} />
      </button>
      <button type="button" className="inspector-next" aria-label={t('inspector.next')} onClick={() => onStep(1)}>
        <Glyph name="back" size={13} />
      </button>
    </>
  );
}

type TabName = 'story' | 'fields' | 'copies' | 'bytes' | 'folder' | 'metadata';

interface TabsProps {
  readonly tabs: readonly (readonly [TabName, () => ReactNode])[];
}

/** Tabs with manual activation: arrows move, Enter or Space opens. */
function Tabs({ tabs }: TabsProps) {
  const first = tabs[0]?.[0] ?? 'fields';
  const [chosen, setOpen] = useState<TabName>(first);
  // The next object may lack the tab that was open.
  const open = tabs.some(([name]) => name === chosen) ? chosen : first;
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const all = [...(list.current?.querySelectorAll<HTMLElement>('[role=tab]') ?? [])];
    const at = document.activeElement instanceof HTMLElement ? all.indexOf(document.activeElement) : 0;
    all[(at + by + all.length) % all.length]?.focus();
  };
  return (
    <>
      <div ref={list} className="inspector-tabs" role="tablist" tabIndex={-1} onKeyDown={onKeyDown}>
        {tabs.map(([name]) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`inspector-tab-${name}`}
            aria-controls="inspector-panel"
            aria-selected={open === name}
            tabIndex={open === name ? 0 : -1}
            onClick={() => setOpen(name)}
          >
            {t(`inspector.${name}`)}
          </button>
        ))}
      </div>
      <div className="inspector-panel" role="tabpanel" id="inspector-panel" aria-labelledby={`inspector-tab-${open}`}>
        <Suspense fallback={<p className="inspector-empty">{t('inspector.loading')}</p>}>
          {tabs.find(([name]) => name === open)?.[1]() ?? null}
        </Suspense>
      </div>
    </>
  );
}

interface StoryProps {
  readonly steps: readonly StoryStep[];
  readonly names: RunNames;
  /** Where the record was lost, '' = it was not. */
  readonly where: string;
}

function Story({ steps, names, where }: StoryProps) {
  const behind = useStore((state) => steps.filter((step) => step.timeUs <= state.timeUs).length);
  if (steps.length === 0) return <p className="inspector-empty">{t('inspector.noStory')}</p>;
  return (
    <>
      <ol className="inspector-story" data-testid="story">
        {steps.map((step, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: one event may tell several things of one kind
          <li key={`${step.seq} ${step.kind} ${i}`}>
            <EventRow
              event={{ kind: step.kind, node: step.node, fields: step.parameters }}
              timeUs={step.timeUs}
              names={names}
              isAhead={i >= behind}
              isTied={i < steps.length - 1}
            />
          </li>
        ))}
      </ol>
      {where !== '' && where !== 'none' ? (
        <p className="inspector-where">{has(`where.${where}`) ? t(`where.${where}`) : where}</p>
      ) : null}
    </>
  );
}

function Fields({ rows }: { readonly rows: readonly { readonly name: string; readonly value: string }[] }) {
  return (
    <dl className="inspector-fields">
      {rows.map((row) => (
        <div key={row.name}>
          <dt>{has(`field.${row.name}`) ? t(`field.${row.name}`) : row.name}</dt>
          <dd className="mono">{row.value}</dd>
        </div>
      ))}
    </dl>
  );
}

function recordFields(story: RecordStory, names: RunNames): { readonly name: string; readonly value: string }[] {
  return [
    { name: 'topic', value: story.topic },
    { name: 'partition', value: names.partition(story.partition) },
    { name: 'offset', value: shown(story.offset) },
    { name: 'key', value: story.key },
    { name: 'value', value: story.value },
    { name: 'size', value: `${story.size} B` },
    { name: 'producer', value: story.producer },
    { name: 'producerId', value: shown(story.producerId) },
    { name: 'sequence', value: shown(story.sequence) },
    { name: 'uid', value: String(story.uid) },
  ].filter((row) => row.value !== '');
}

function Copies({ story, names }: { readonly story: RecordStory; readonly names: RunNames }) {
  if (story.copies.length === 0) return <p className="inspector-empty">{t('inspector.noCopies')}</p>;
  return (
    <table className="inspector-copies">
      <thead>
        <tr>
          <th scope="col">{t('inspector.node')}</th>
          <th scope="col">{t('inspector.offset')}</th>
          <th scope="col">{t('inspector.epoch')}</th>
          <th scope="col">{t('inspector.state')}</th>
        </tr>
      </thead>
      <tbody>
        {story.copies.map((copy) => (
          <tr key={`${copy.node} ${copy.offset}`}>
            <td>{names.node(copy.node)}</td>
            <td className="mono">{copy.offset}</td>
            <td className="mono">{copy.leaderEpoch}</td>
            <td>
              <span className={copy.running ? '' : 'inspector-down'}>
                <Glyph name={copy.running ? 'check' : 'cross'} size={12} />
                {t(copy.running ? 'inspector.running' : 'inspector.down')}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function shown(number: number): string {
  return number < 0 ? '–' : String(number);
}
