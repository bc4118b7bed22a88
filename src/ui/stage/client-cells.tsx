import type { ReactNode } from 'react';
import type { Frame, Opened } from '../../engine/protocol.ts';
import { Glyph } from '../components/glyph.tsx';
import { t } from '../i18n/index.ts';
import { at } from './cluster-cards.tsx';
import { leaderOf } from './draw-cells.ts';
import type { LaneLayout, StageLayout } from './layout.ts';
import { groupShape } from './marks.ts';
import { shortName } from './names.ts';
import type { StageProps } from './stage-contract.ts';
import { useStageFrame } from './use-stage-frame.ts';

type CellProps = StageProps & { readonly layout: StageLayout; readonly lane: LaneLayout };

interface Slot {
  readonly own: boolean;
  /** Part of the time to the timeout that is left. */
  readonly left: number;
}

const SLOTS = 5;

/** The producers' side of a lane: what waits for its batch, what waits for its answer. */
export function ProducerCell({ source, opened, layout, lane }: CellProps): ReactNode {
  const state = useStageFrame(
    source,
    (frame) => readCell(opened, frame, lane.partition),
    null,
    `${opened.run} ${lane.partition}`,
  );
  if (state === null) return null;
  const small = layout.level === 'lane';
  const note =
    state.attempt > 0
      ? t('stage.retry', { n: state.attempt })
      : state.oldestUs > 1_000_000
        ? t('stage.oldest', { seconds: (state.oldestUs / 1e6).toFixed(1) })
        : '';
  if (small) {
    return (
      <div className="stage-cell small" style={at(lane.left)}>
        <Pair name={t('stage.batching')} value={String(state.records)} />
        <Pair name={t('stage.inFlightNone')} value={`${state.own} / ${SLOTS}`} />
      </div>
    );
  }
  return (
    <div className="stage-cell" style={at(lane.left)}>
      <Pair name={t('stage.batching')} value={t('stage.records', { n: state.records })} />
      <div className="stage-tray" aria-hidden="true">
        {Array.from({ length: Math.min(6, state.records) }, (_, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: slots are places
          <span key={i} />
        ))}
        {state.records > 6 && <b className="mono">+</b>}
      </div>
      <Pair
        name={state.leader === '' ? t('stage.inFlightNone') : t('stage.inFlight', { node: state.leader })}
        value={`${state.used} / ${SLOTS}`}
      />
      <div className="stage-slots" aria-hidden="true">
        {state.slots.map((slot, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: slots are places
          <SlotSign key={i} slot={slot} />
        ))}
      </div>
      <p className="stage-cell-note" data-risk={note !== ''}>
        {note !== '' ? note : state.used > state.own ? t('stage.shared') : ''}
      </p>
    </div>
  );
}

function readCell(opened: Opened, frame: Frame, partition: number) {
  const now = frame.clock.timeUs[0] ?? 0;
  const leader = leaderOf(frame, partition);
  let records = 0;
  let attempt = 0;
  let oldestUs = 0;
  for (let row = 0; row < frame.batching.length; row++) {
    if (frame.batching.partition[row] !== partition) continue;
    records += frame.batching.records[row] ?? 0;
    attempt = Math.max(attempt, frame.batching.attempt[row] ?? 0);
    oldestUs = Math.max(oldestUs, now - (frame.batching.sinceUs[row] ?? now));
  }
  const slots: (Slot | null)[] = [];
  let own = 0;
  const ownTo: number[] = [];
  for (let row = 0; row < frame.inFlight.length; row++) {
    if (frame.inFlight.partition[row] === partition) ownTo.push(frame.inFlight.to[row] ?? -1);
  }
  const shown = ownTo.includes(leader) || leader >= 0 ? leader : (ownTo[0] ?? -1);
  for (let row = 0; row < frame.inFlight.length; row++) {
    const isOwn = frame.inFlight.partition[row] === partition;
    if (!isOwn && frame.inFlight.to[row] !== shown) continue;
    const sent = frame.inFlight.sentUs[row] ?? now;
    const timeout = frame.inFlight.timeoutUs[row] ?? now;
    if (isOwn) {
      own += 1;
      attempt = Math.max(attempt, frame.inFlight.attempt[row] ?? 0);
      oldestUs = Math.max(oldestUs, now - sent);
    }
    const left = timeout > sent ? Math.max(0, Math.min(1, (timeout - now) / (timeout - sent))) : 1;
    slots.push({ own: isOwn, left: Math.round(left * 24) / 24 });
  }
  slots.sort((a, b) => Number(b?.own ?? false) - Number(a?.own ?? false));
  const used = slots.length;
  while (slots.length < SLOTS) slots.push(null);
  return {
    records,
    attempt,
    oldestUs: Math.round(oldestUs / 100_000) * 100_000,
    own,
    used,
    slots: slots.slice(0, SLOTS),
    leader: shown < 0 ? '' : shortName(opened, shown),
  };
}

function SlotSign({ slot }: { readonly slot: Slot | null }): ReactNode {
  const round = 2 * Math.PI * 6;
  return (
    <svg
      width="20"
      height="20"
      viewBox="0 0 20 20"
      data-state={slot === null ? 'free' : slot.own ? 'own' : 'other'}
      aria-hidden="true"
    >
      <rect x="0.8" y="0.8" width="18.4" height="18.4" rx="4.5" />
      {slot?.own === true && (
        <circle
          cx="10"
          cy="10"
          r="6"
          strokeDasharray={`${(slot.left * round).toFixed(1)} ${round.toFixed(1)}`}
          transform="rotate(-90 10 10)"
        />
      )}
    </svg>
  );
}

function Pair({ name, value }: { readonly name: string; readonly value: string }): ReactNode {
  return (
    <div className="stage-fact">
      <span>{name}</span>
      <b className="mono">{value}</b>
    </div>
  );
}

/** The groups at the right: state in words, members where their lanes are, lag for each partition. */
export function GroupCards(props: StageProps & { readonly layout: StageLayout }): ReactNode {
  const { source, opened, layout } = props;
  const groups = useStageFrame(
    source,
    (frame) => readGroups(opened, frame, layout),
    [],
    `${opened.run} ${layout.lanes.length}`,
  );
  return (
    <div className="stage-groups" style={at(layout.groups)}>
      {groups.map((group) => (
        <GroupCard key={group.id} {...props} group={group} alone={groups.length === 1} />
      ))}
    </div>
  );
}

interface LaneLag {
  readonly partition: number;
  readonly name: string;
  readonly owner: string;
  readonly ownerNode: number;
  readonly lag: number;
  readonly share: number;
  readonly trend: number;
}

function readGroups(opened: Opened, frame: Frame, layout: StageLayout) {
  const now = frame.clock.timeUs[0] ?? 0;
  const { groups, positions, members } = frame;
  return Array.from({ length: groups.length }, (_, row) => {
    const group = groups.group[row] ?? -1;
    const lags = layout.lanes.flatMap((lane): LaneLag[] => {
      for (let at = 0; at < positions.length; at++) {
        if (positions.group[at] !== group || positions.partition[at] !== lane.partition) continue;
        const owner = positions.owner[at] ?? -1;
        const lag = positions.lag[at] ?? 0;
        return [
          {
            partition: lane.partition,
            name: lane.name,
            owner: owner < 0 ? '' : shortName(opened, owner),
            ownerNode: owner,
            lag,
            share: Math.min(1, lag / Math.max(10, groups.maxLag[row] ?? 0)),
            trend: positions.trend[at] ?? 0,
          },
        ];
      }
      return [];
    });
    const idle: string[] = [];
    for (let at = 0; at < members.length; at++) {
      const node = members.node[at] ?? -1;
      if (members.group[at] === group && !lags.some((lag) => lag.ownerNode === node))
        idle.push(shortName(opened, node));
    }
    const due = groups.dueUs[row] ?? -1;
    return {
      id: opened.groups.find((one) => one.group === group)?.id ?? String(group),
      state: groups.state[row] ?? 0,
      shape: groups.shape[row] ?? 0,
      generation: groups.generation[row] ?? 0,
      members: groups.members[row] ?? 0,
      dueSeconds: due > now ? ((due - now) / 1e6).toFixed(1) : '',
      lags,
      idle,
    };
  });
}

type GroupState = ReturnType<typeof readGroups>[number];
const STABLE = 3;

function GroupCard(
  props: StageProps & { readonly layout: StageLayout; readonly group: GroupState; readonly alone: boolean },
): ReactNode {
  const { group, layout, alone, selection, onSelect } = props;
  const moving = group.state === 1 || group.state === 2;
  const word = t(`stage.group.${group.state}`);
  const address = `group(${group.id})`;
  const small = layout.level === 'lane';
  const blocks: LaneLag[][] = [];
  for (const lag of group.lags) {
    const last = blocks.at(-1);
    if (last?.[0]?.ownerNode === lag.ownerNode) last.push(lag);
    else blocks.push([lag]);
  }
  return (
    <section
      className="stage-group"
      data-state={group.state === STABLE ? 'stable' : moving ? 'moving' : 'empty'}
      data-alone={alone}
      data-selected={selection === address}
    >
      <button
        type="button"
        className="stage-group-head"
        data-address={address}
        data-testid={`group-${group.id}`}
        aria-pressed={selection === address}
        aria-label={`${group.id}, ${word}, ${t('stage.generation', { n: group.generation })}`}
        onClick={() => onSelect(address, -1)}
      >
        <svg width="14" height="14" viewBox="-8 -8 16 16" aria-hidden="true">
          <path d={groupShape(group.shape)} />
        </svg>
        <strong>{group.id}</strong>
        <span>{word}</span>
      </button>
      {moving && group.dueSeconds !== '' && (
        <p className="stage-group-note">{t('stage.rebalancing', { seconds: group.dueSeconds })}</p>
      )}
      {blocks.map((block) => {
        const [first] = block;
        if (first === undefined) return null;
        const lanes = block.flatMap((lag) => layout.lanes.filter((lane) => lane.partition === lag.partition));
        const top = lanes[0];
        const bottom = lanes.at(-1);
        if (top === undefined || bottom === undefined) return null;
        const isFirst = top === layout.lanes[0];
        const from = isFirst ? 31 : top.box.y - layout.groups.y + 3;
        const to = bottom.box.y + bottom.box.height - layout.groups.y - 7;
        const style =
          alone && !moving
            ? { position: 'absolute' as const, top: from, height: Math.max(24, to - from), left: 6, right: 6 }
            : {};
        return (
          <div className="stage-member" key={first.partition} data-none={first.ownerNode < 0} style={style}>
            {(!small || block.length > 1 || !isFirst) && (
              <MemberHead {...props} group={group.id} owner={first.owner} partitions={block.length} />
            )}
            {block.map((lag, at) => {
              const lane = lanes[at];
              const y =
                alone && !moving && lane !== undefined
                  ? {
                      position: 'absolute' as const,
                      left: 10,
                      right: 10,
                      top: laneRow(lane, layout, from, isFirst && at === 0, at === 0, small),
                    }
                  : {};
              return (
                <div className="stage-lag" key={lag.partition} style={y} data-none={lag.lag === 0}>
                  <div className="stage-fact">
                    <span>{lag.name}</span>
                    <b title={t(`stage.trend.${lag.trend}`)}>
                      {t('stage.lag', { n: lag.lag })}
                      {lag.trend > 0 ? ' ↗' : lag.trend < 0 ? ' ↘' : ''}
                    </b>
                  </div>
                  {!small && (
                    <span className="stage-share risk" aria-hidden="true">
                      <span style={{ width: `${Math.round(100 * lag.share)}%` }} />
                    </span>
                  )}
                </div>
              );
            })}
          </div>
        );
      })}
      {group.idle.length > 0 && <p className="stage-group-idle">{group.idle.join(', ')}</p>}
    </section>
  );
}

/** Who owns a block of lanes; a member is selected here, and is where a consumer's fault is placed. */
function MemberHead(
  props: StageProps & { readonly group: string; readonly owner: string; readonly partitions: number },
): ReactNode {
  const { opened, pickedFault, onFault, selection, onSelect, group, owner, partitions } = props;
  const content = (
    <>
      <Glyph name="people" size={14} />
      <strong>{owner === '' ? t('stage.nobody') : owner}</strong>
      {partitions > 1 && <span>{t('stage.partitions', { n: partitions })}</span>}
    </>
  );
  if (owner === '') return <div className="stage-member-head">{content}</div>;
  const address = `member(${group},${owner})`;
  const verb = opened.verbs.find((one) => one.name === pickedFault);
  const isTarget = verb?.targets.includes('consumer') === true && verb.name !== 'restart';
  return (
    <button
      type="button"
      className="stage-member-head"
      data-address={address}
      data-target={isTarget}
      aria-pressed={selection === address}
      aria-label={
        isTarget ? t('stage.target', { name: owner }) : `${owner}, ${t('stage.partitions', { n: partitions })}`
      }
      onClick={() => (isTarget ? onFault(verb.name, owner) : onSelect(address, -1))}
    >
      {content}
    </button>
  );
}

/** Height of a lag row inside its member's block: about the middle of the lane that it tells of. */
function laneRow(
  lane: LaneLayout,
  layout: StageLayout,
  blockTop: number,
  veryFirst: boolean,
  first: boolean,
  small: boolean,
): number {
  const laneTop = lane.box.y - layout.groups.y - blockTop;
  if (small) return laneTop + lane.box.height / 2 - 9 + (veryFirst ? 8 : 0);
  return Math.max(first ? 32 : 8, laneTop + lane.box.height / 2 - 22);
}
