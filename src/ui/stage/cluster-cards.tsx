import type { CSSProperties, DragEvent, ReactNode } from 'react';
import type { Frame, Opened } from '../../engine/protocol.ts';
import { targetsOf } from '../components/fault-targets.ts';
import { Glyph, type GlyphName } from '../components/glyph.tsx';
import { t } from '../i18n/index.ts';
import { ControllerCards } from './controller-cards.tsx';
import type { Box, StageLayout } from './layout.ts';
import { nodeAddress, shortName } from './names.ts';
import { PendingChip } from './pending.tsx';
import type { StageProps } from './stage-contract.ts';
import { useStageFrame } from './use-stage-frame.ts';

export function at(box: Box): CSSProperties {
  return { left: box.x, top: box.y, width: box.width, height: box.height };
}

type CardsProps = StageProps & { readonly layout: StageLayout };

/** The first row of the stage: producers, brokers and the controller, each a button. */
export function ClusterCards(props: CardsProps): ReactNode {
  const { layout, source, opened } = props;
  const nodes = useStageFrame(source, (frame) => readNodes(opened, frame), [], opened);
  const targets = props.pickedFault === null ? [] : targetNames(props, nodes);
  const card = { ...props, targets };
  const controllers = nodes.filter((node) => node.kind === 1);
  const [controller] = controllers;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a form's meaning
    <div role="group" aria-label={t('stage.nodes')} onKeyDown={moveBetweenCards}>
      {!layout.narrow && (
        <div className="stage-column" style={at(layout.producers)}>
          {opened.producers.map((producer) => (
            <ProducerCard key={producer.id} {...card} node={producer.node} many={opened.producers.length > 1} />
          ))}
        </div>
      )}
      <div className="stage-brokers" data-narrow={layout.narrow} style={at(layout.brokers)}>
        {opened.brokers.map((broker) => {
          const node = nodes.find((one) => one.node === broker.node);
          return node === undefined ? null : <BrokerCard key={broker.id} {...card} id={broker.id} node={node} />;
        })}
      </div>
      {!layout.narrow && controllers.length === 1 && controller !== undefined && (
        <ControllerCard {...card} node={controller} nodes={nodes} />
      )}
      {!layout.narrow && controllers.length > 1 && (
        <ControllerCards
          {...props}
          box={layout.controller}
          nodes={controllers}
          statusOf={statusOf}
          button={(name, label) => cardButton(card, name, label)}
          isTarget={(name) => targets.includes(name)}
        />
      )}
    </div>
  );
}

/** A node as the cards tell it. */
interface NodeState {
  readonly node: number;
  readonly name: string;
  readonly kind: number;
  readonly status: number;
  readonly paused: boolean;
  readonly fenced: boolean;
  readonly cut: boolean;
  readonly slow: boolean;
  readonly sinceUs: number;
  readonly dirty: number;
  readonly written: number;
  readonly chips: readonly Chip[];
}

interface Chip {
  readonly index: number;
  readonly state: 'leader' | 'in' | 'half' | 'out' | 'off';
  readonly partition: string;
}

function readNodes(opened: Opened, frame: Frame): NodeState[] {
  const { nodes } = frame;
  const found: NodeState[] = [];
  for (let row = 0; row < nodes.length; row++) {
    const node = nodes.node[row] ?? -1;
    found.push({
      node,
      name: nodeAddress(opened, frame, node),
      kind: nodes.kind[row] ?? -1,
      status: nodes.status[row] ?? 0,
      paused: nodes.paused[row] === 1,
      fenced: nodes.fenced[row] === 1,
      cut: (nodes.cut[row] ?? 0) > 0,
      slow: (nodes.slow[row] ?? 0) > 0,
      sinceUs: nodes.sinceUs[row] ?? -1,
      dirty: Math.max(0, nodes.dirty[row] ?? 0),
      written: Math.max(0, nodes.written[row] ?? 0),
      chips: nodes.kind[row] === 0 ? chipsOf(opened, frame, node) : [],
    });
  }
  return found;
}

function chipsOf(opened: Opened, frame: Frame, node: number): Chip[] {
  const { replicas, partitions } = frame;
  const chips: Chip[] = [];
  for (let row = 0; row < replicas.length; row++) {
    if (replicas.node[row] !== node) continue;
    const partition = partitions.partition.indexOf(replicas.partition[row] ?? -1);
    if (partition < 0 || partitions.internal[partition] === 1) continue;
    const sync = replicas.sync[row];
    chips.push({
      index: partitions.index[partition] ?? 0,
      partition: opened.names.texts[partitions.name[partition] ?? -1] ?? '',
      state:
        replicas.running[row] === 0
          ? 'off'
          : partitions.leader[partition] === node
            ? 'leader'
            : sync === 2
              ? 'in'
              : sync === 1
                ? 'half'
                : 'out',
    });
  }
  return chips;
}

/** Names of the nodes that the picked fault may be placed on. */
function targetNames({ pickedFault, opened }: StageProps, nodes: readonly NodeState[]): readonly string[] {
  if (pickedFault === null) return [];
  const found = targetsOf(pickedFault, opened, nodes).map((node) => node.name);
  const isLink = opened.verbs.find((verb) => verb.name === pickedFault)?.group === 'link';
  return isLink && found.length === 0 ? nodes.filter((node) => node.kind === 0).map((node) => node.name) : found;
}

type CardProps = CardsProps & { readonly targets: readonly string[] };

/** What makes a card a button: its address, its state in words, selection, and being a fault's target. */
function cardButton(props: CardProps, name: string, label: string, address = name) {
  const isTarget = props.targets.includes(name);
  const { pickedFault } = props;
  return {
    type: 'button' as const,
    className: 'stage-card-button',
    'data-address': address,
    'data-testid': `card-${name}`,
    'aria-pressed': props.selection === address,
    'aria-label': isTarget ? `${t('stage.target', { name: label })}` : label,
    onClick: () => {
      if (isTarget && pickedFault !== null) props.onFault(pickedFault, name);
      else props.onSelect(address, -1);
    },
    ...dropTarget(isTarget, pickedFault, (verb) => props.onFault(verb, name)),
  };
}

/** What takes the fault that is dragged. */
export function dropTarget(isTarget: boolean, picked: string | null, place: (verb: string) => void) {
  return {
    onDragOver: (event: DragEvent) => {
      if (!isTarget) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
    },
    onDrop: (event: DragEvent) => {
      if (!isTarget || picked === null) return;
      event.preventDefault();
      place(picked);
    },
  };
}

function statusOf(node: Pick<NodeState, 'status' | 'cut' | 'paused' | 'fenced' | 'slow'>): {
  readonly glyph: GlyphName;
  readonly word: string;
  readonly tone: string;
} {
  if (node.status === 1) return { glyph: 'clock', word: t('stage.stopping'), tone: 'risk' };
  if (node.status === 2) return { glyph: 'cross', word: t('stage.stopped'), tone: 'down' };
  if (node.status > 2) return { glyph: 'cross', word: t('stage.down'), tone: 'down' };
  if (node.cut) return { glyph: 'cut', word: t('stage.cut'), tone: 'risk' };
  if (node.paused) return { glyph: 'two', word: t('stage.paused'), tone: 'risk' };
  if (node.fenced) return { glyph: 'barred', word: t('stage.fenced'), tone: 'risk' };
  if (node.slow) return { glyph: 'clock', word: t('stage.slow'), tone: 'slow' };
  return { glyph: 'check', word: t('stage.up'), tone: 'up' };
}

const CHIP_GLYPHS = { leader: 'star', in: 'dot', half: 'dot', out: 'ring', off: 'ring' } as const;

function BrokerCard(props: CardProps & { readonly id: number; readonly node: NodeState }): ReactNode {
  const { id, node, layout, callToAction } = props;
  const status = statusOf(node);
  const name = t('name.broker', { id });
  const down = node.status > 1;
  const isTarget = props.targets.includes(node.name);
  const leads = node.chips.filter((chip) => chip.state === 'leader').map((chip) => chip.index);
  const chips = node.chips.slice(0, node.chips.length > 8 ? 7 : 8);
  return (
    <div
      className="stage-card broker"
      data-tone={status.tone}
      data-target={isTarget}
      data-selected={props.selection === node.name}
    >
      <button {...cardButton(props, node.name, `${name}, ${status.word}, ${t('stage.leadsOf', { n: leads.length })}`)}>
        <span className="stage-card-head">
          <span className="stage-glyph">{status.glyph === 'two' ? <PauseSign /> : <Glyph name={status.glyph} />}</span>
          <strong>{name}</strong>
          {!layout.narrow && <span className="stage-status">{status.word}</span>}
        </span>
        {layout.narrow ? (
          <span className="stage-note">
            {down
              ? downNote(node)
              : status.tone === 'risk' || status.tone === 'slow'
                ? status.word
                : t('stage.leadsOf', { n: leads.length })}
          </span>
        ) : (
          <>
            <span className="stage-chips" data-many={node.chips.length > 3}>
              {chips.map((chip) => (
                <span
                  key={chip.partition}
                  className="stage-chip"
                  data-state={chip.state}
                  title={`${chip.partition}: ${chipWord(chip)}`}
                >
                  {chip.state === 'half' ? (
                    <HalfDot />
                  ) : chip.state === 'out' || chip.state === 'off' ? (
                    <DashedRing />
                  ) : (
                    <Glyph name={CHIP_GLYPHS[chip.state]} size={12} />
                  )}
                  <span className="mono">{chip.index}</span>
                </span>
              ))}
              {node.chips.length > chips.length && (
                <span className="stage-chip more">+{node.chips.length - chips.length}</span>
              )}
            </span>
            {!down && <Share part={node.written === 0 ? 0 : node.dirty / node.written} />}
            <span className="stage-note">{down ? downNote(node) : diskNote(node)}</span>
          </>
        )}
      </button>
      {down && (
        <button
          type="button"
          className="stage-again"
          onClick={() => props.onFault('restart', node.name)}
          aria-label={`${t('stage.again')}: ${name}`}
        >
          {t('stage.again')}
        </button>
      )}
      <PendingChip source={props.source} opened={props.opened} name={node.name} />
      {callToAction?.target === node.name && (
        <button type="button" className="stage-call" data-testid="call-to-action" onClick={callToAction.onAct}>
          <Glyph name="bolt" size={16} />
          {callToAction.label}
        </button>
      )}
    </div>
  );
}

function chipWord(chip: Chip): string {
  const words = { leader: 'stage.leader', in: 'stage.isr', half: 'stage.elr', out: 'stage.out', off: 'stage.down' };
  return t(words[chip.state]);
}

function downNote(node: NodeState): string {
  if (node.sinceUs < 0) return t('stage.downNow');
  return t(node.status === 2 ? 'stage.stoppedAt' : 'stage.killedAt', { seconds: (node.sinceUs / 1e6).toFixed(2) });
}

function diskNote(node: NodeState): string {
  if (node.written === 0 || node.dirty === 0) return t('stage.allOnDisk');
  const share = Math.min(100, Math.max(1, Math.round((100 * node.dirty) / node.written)));
  return t('stage.notOnDisk', { share: `${share}%` });
}

function Share({ part }: { readonly part: number }): ReactNode {
  return (
    <span className="stage-share" aria-hidden="true">
      <span style={{ width: `${Math.round(100 * Math.min(1, part))}%` }} />
    </span>
  );
}

function ProducerCard(props: CardProps & { readonly node: number; readonly many: boolean }): ReactNode {
  const { node, source, opened } = props;
  const state = useStageFrame(
    source,
    (frame) => {
      const row = frame.producers.node.indexOf(node);
      const { producers } = frame;
      return {
        name: nodeAddress(opened, frame, node),
        rate: producers.rate[row] ?? 0,
        acked: producers.acked[row] ?? 0,
        produced: producers.produced[row] ?? 0,
        latencyUs: producers.latencyUs[row] ?? -1,
        status: frame.nodes.status[frame.nodes.node.indexOf(node)] ?? 0,
      };
    },
    null,
    opened,
  );
  if (state === null) return null;
  const address = `producer(${shortName(opened, node)})`;
  const label = `${shortName(opened, node)}: ${t('stage.acked')} ${state.acked} / ${state.produced}`;
  return (
    <div
      className="stage-card client"
      data-many={props.many}
      data-tone={state.status > 1 ? 'down' : 'up'}
      data-target={props.targets.includes(state.name)}
      data-selected={props.selection === address}
    >
      <button {...cardButton(props, state.name, label, address)}>
        <span className="stage-card-head">
          <strong>{shortName(opened, node)}</strong>
          {state.status > 1 && <span className="stage-status">{t('stage.down')}</span>}
        </span>
        {!props.many && <Fact name={t('stage.rate')} value={t('stage.perSecond', { n: state.rate })} />}
        <Fact name={t('stage.acked')} value={`${state.acked} / ${state.produced}`} />
        {!props.many && <Fact name={t('stage.latency')} value={latencyText(state.latencyUs)} />}
      </button>
      <PendingChip source={source} opened={opened} name={state.name} />
    </div>
  );
}

function latencyText(us: number): string {
  if (us < 0) return '–';
  return us < 9_950
    ? `${(us / 1000).toFixed(1)} ms`
    : us < 1e6
      ? `${Math.round(us / 1000)} ms`
      : `${(us / 1e6).toFixed(1)} s`;
}

function Fact({ name, value }: { readonly name: string; readonly value: string }): ReactNode {
  return (
    <span className="stage-fact">
      <span>{name}</span>
      <b className="mono">{value}</b>
    </span>
  );
}

function ControllerCard(
  props: CardProps & { readonly node: NodeState; readonly nodes: readonly NodeState[] },
): ReactNode {
  const { node, nodes, layout, source } = props;
  const facts = useStageFrame(
    source,
    (frame) => {
      let without = 0;
      let version = 0;
      for (let row = 0; row < frame.partitions.length; row++) {
        if ((frame.partitions.leader[row] ?? -1) < 0) without += 1;
        version = Math.max(version, frame.partitions.partitionEpoch[row] ?? 0);
      }
      return { without, version };
    },
    { without: 0, version: 0 },
  );
  const brokers = nodes.filter((one) => one.kind === 0);
  const up = brokers.filter((one) => one.status < 2 && !one.fenced).length;
  const status = statusOf(node);
  return (
    <div
      className="stage-card client placed"
      style={at(layout.controller)}
      data-tone={status.tone}
      data-target={props.targets.includes(node.name)}
      data-selected={props.selection === node.name}
    >
      <button {...cardButton(props, node.name, `${t('stage.controller')}, ${status.word}`)}>
        <span className="stage-card-head">
          <strong>{t('stage.controller')}</strong>
          <span className="stage-status">{status.word}</span>
        </span>
        <Fact name={t('stage.brokersUp')} value={`${up} / ${brokers.length}`} />
        <Fact name={t('stage.version')} value={String(facts.version)} />
        <Fact name={t('stage.elections')} value={String(facts.without)} />
      </button>
      <PendingChip source={source} opened={props.opened} name={node.name} />
    </div>
  );
}

/** Arrow keys go from card to card; Tab leaves the group. */
function moveBetweenCards(event: React.KeyboardEvent<HTMLElement>): void {
  const step =
    event.key === 'ArrowRight' || event.key === 'ArrowDown'
      ? 1
      : event.key === 'ArrowLeft' || event.key === 'ArrowUp'
        ? -1
        : 0;
  if (step === 0) return;
  const cards: Element[] = [...event.currentTarget.querySelectorAll('button')];
  const index = document.activeElement === null ? -1 : cards.indexOf(document.activeElement);
  if (index < 0) return;
  event.preventDefault();
  event.stopPropagation();
  const next = cards[(index + step + cards.length) % cards.length];
  if (next instanceof HTMLElement) next.focus();
}

function PauseSign(): ReactNode {
  return (
    <svg width="14" height="14" viewBox="0 0 16 16" aria-hidden="true">
      <path d="M5.5 3.5v9M10.5 3.5v9" stroke="currentColor" strokeWidth="2.4" strokeLinecap="round" />
    </svg>
  );
}

function HalfDot(): ReactNode {
  return (
    <svg width="12" height="12" viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="4" fill="none" stroke="currentColor" strokeWidth="1.8" />
      <path d="M8 4a4 4 0 0 0 0 8z" fill="currentColor" />
    </svg>
  );
}

function DashedRing(): ReactNode {
  return (
    <svg width="12" height="12" viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="4.4" fill="none" stroke="currentColor" strokeWidth="1.8" strokeDasharray="2.4 2" />
    </svg>
  );
}
