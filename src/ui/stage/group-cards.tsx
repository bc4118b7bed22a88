import type { CSSProperties, ReactNode } from 'react';
import { ASSIGNORS, type Frame, type Opened } from '../../engine/protocol.ts';
import { Glyph } from '../components/glyph.tsx';
import { t } from '../i18n/index.ts';
import { at, dropTarget } from './cluster-cards.tsx';
import type { LaneLayout, StageLayout } from './layout.ts';
import { groupShape } from './mark-shapes.ts';
import { shortName } from './names.ts';
import { PendingChip } from './pending.tsx';
import type { StageProps } from './stage-contract.ts';
import { useStageFrame } from './use-stage-frame.ts';

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
  /** The owner must give it up. */
  readonly leaving: boolean;
  /** Who was given it and has not taken it yet, '' = nobody. */
  readonly next: string;
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
            leaving: positions.leaving[at] === 1,
            next: (positions.next[at] ?? -1) < 0 ? '' : shortName(opened, positions.next[at] ?? -1),
          },
        ];
      }
      return [];
    });
    const idle: string[] = [];
    const fixed: number[] = [];
    for (let at = 0; at < members.length; at++) {
      const node = members.node[at] ?? -1;
      if (members.fixed[at] === 1) fixed.push(node);
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
      assignor: ASSIGNORS[groups.assignor[row] ?? -1] ?? '',
      lags,
      idle,
      fixed,
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
  const placed = alone && !moving && group.idle.length === 0;
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
        aria-label={`${group.id}, ${word}, ${group.assignor}, ${t('stage.generation', { n: group.generation })}`}
        onClick={() => onSelect(address, -1)}
      >
        <svg width="14" height="14" viewBox="-8 -8 16 16" aria-hidden="true">
          <path d={groupShape(group.shape)} />
        </svg>
        <strong>{group.id}</strong>
        <span>{word}</span>
      </button>
      {group.assignor !== '' && !(placed && layout.level === 'lane') && (
        <p className="stage-group-assignor" title={t('stage.generation', { n: group.generation })}>
          {group.assignor}
        </p>
      )}
      {moving && group.dueSeconds !== '' && (
        <p className="stage-group-note">{t('stage.rebalancing', { seconds: group.dueSeconds })}</p>
      )}
      {layout.level === 'bar'
        ? ownersOf(group.lags).map((one) => (
            <div className="stage-member" key={one.ownerNode} data-none={one.ownerNode < 0}>
              <MemberHead
                {...props}
                group={group.id}
                owner={one.owner}
                partitions={one.partitions}
                fixed={group.fixed.includes(one.ownerNode)}
              />
              <LagLine name={t('stage.allLanes')} lag={one.lag} trend={0} share={-1} moves="" />
            </div>
          ))
        : blocks.map((block) => (
            <MemberBlock
              key={block[0]?.partition}
              {...props}
              group={group.id}
              block={block}
              fixed={group.fixed.includes(block[0]?.ownerNode ?? -1)}
              placed={placed}
              headLines={group.assignor === '' || layout.level === 'lane' ? 1 : 2}
            />
          ))}
      {group.idle.length > 0 && <p className="stage-group-idle">{group.idle.join(', ')}</p>}
    </section>
  );
}

/** Who owns a block of lanes; a member is selected here, and is where a consumer's fault is placed. */
function MemberHead(
  props: StageProps & {
    readonly layout: StageLayout;
    readonly group: string;
    readonly owner: string;
    readonly partitions: number;
    /** It is a static member. */
    readonly fixed: boolean;
  },
): ReactNode {
  const { source, opened, layout, pickedFault, onFault, selection, onSelect } = props;
  const { group, owner, partitions, fixed } = props;
  const content = (
    <>
      <Glyph name="people" size={14} />
      <strong>{owner === '' ? t('stage.nobody') : owner}</strong>
      {partitions > 1 && layout.level === 'bar' && <span>{t('stage.partitions', { n: partitions })}</span>}
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
      title={fixed ? t('stage.static') : undefined}
      aria-label={
        isTarget
          ? t('stage.target', { name: owner })
          : `${owner}, ${fixed ? `${t('stage.static')}, ` : ''}${t('stage.partitions', { n: partitions })}`
      }
      onClick={() => (isTarget ? onFault(verb.name, owner) : onSelect(address, -1))}
      {...dropTarget(isTarget, pickedFault, (picked) => onFault(picked, owner))}
    >
      {content}
      <PendingChip source={source} opened={opened} name={owner} />
    </button>
  );
}

/** What a member owns of lanes that lie below each other; beside them where there is one group and it is stable. */
function MemberBlock(
  props: StageProps & {
    readonly layout: StageLayout;
    readonly group: string;
    readonly block: readonly LaneLag[];
    readonly fixed: boolean;
    readonly placed: boolean;
    /** Lines that the group's head takes. */
    readonly headLines: number;
  },
): ReactNode {
  const { layout, group, block, fixed, placed, headLines } = props;
  const small = layout.level === 'lane';
  const lanes = block.flatMap((lag) => layout.lanes.filter((lane) => lane.partition === lag.partition));
  const [first] = block;
  const [top] = lanes;
  const bottom = lanes.at(-1);
  if (first === undefined || top === undefined || bottom === undefined) return null;
  const from = top === layout.lanes[0] ? (small ? 26 : 31) + 15 * (headLines - 1) : top.box.y - layout.groups.y + 3;
  const to = bottom.box.y + bottom.box.height - layout.groups.y - (small ? 0 : 7);
  const style: CSSProperties = placed
    ? { position: 'absolute', top: from, height: Math.max(small ? 36 : 24, to - from), left: 6, right: 6 }
    : {};
  return (
    <div className="stage-member" data-none={first.ownerNode < 0} style={style}>
      <MemberHead {...props} group={group} owner={first.owner} partitions={block.length} fixed={fixed} />
      {block.map((lag, at) => {
        const lane = lanes[at];
        const y = lane === undefined ? 0 : lagTop(lane, layout, from, at === 0);
        const place: CSSProperties = placed ? { position: 'absolute', left: 10, right: 10, top: y } : {};
        return (
          <div key={lag.partition} style={place}>
            <LagLine
              name={lag.name}
              lag={lag.lag}
              trend={lag.trend}
              share={small ? -1 : lag.share}
              moves={movesOf(lag)}
            />
          </div>
        );
      })}
    </div>
  );
}

function LagLine({
  name,
  lag,
  trend,
  share,
  moves,
}: {
  readonly name: string;
  readonly lag: number;
  readonly trend: number;
  /** Of the longest lag; −1 = no bar. */
  readonly share: number;
  /** Where a rebalance takes it, '' = it stays. */
  readonly moves: string;
}): ReactNode {
  return (
    <div className="stage-lag" data-none={lag === 0}>
      <div className="stage-fact">
        <span>
          {name}
          {moves !== '' && <em className="stage-moves">{moves}</em>}
        </span>
        <b title={t(`stage.trend.${trend}`)}>
          {t('stage.lag', { n: lag })}
          {trend > 0 ? ' ↗' : trend < 0 ? ' ↘' : ''}
        </b>
      </div>
      {share >= 0 && (
        <span className="stage-share risk" aria-hidden="true">
          <span style={{ width: `${Math.round(100 * share)}%` }} />
        </span>
      )}
    </div>
  );
}

/** What a rebalance does to a partition, in words. */
function movesOf({ leaving, next }: LaneLag): string {
  if (next !== '') return t('stage.coming', { member: next });
  return leaving ? t('stage.leaving') : '';
}

/** Members with how many partitions they own and their lag in all of them, at most eight. */
function ownersOf(lags: readonly LaneLag[]) {
  const owners = new Map<number, { ownerNode: number; owner: string; partitions: number; lag: number }>();
  for (const { ownerNode, owner, lag } of lags) {
    const before = owners.get(ownerNode) ?? { ownerNode, owner, partitions: 0, lag: 0 };
    owners.set(ownerNode, { ...before, partitions: before.partitions + 1, lag: before.lag + lag });
  }
  return [...owners.values()].slice(0, 8);
}

/** Height of a lag row inside its member's block: about the middle of the lane that it tells of. */
function lagTop(lane: LaneLayout, layout: StageLayout, blockTop: number, first: boolean): number {
  const laneTop = lane.box.y - layout.groups.y - blockTop;
  if (layout.level === 'lane') return Math.max(first ? 19 : 2, laneTop + lane.box.height / 2 - 9);
  return Math.max(first ? 32 : 8, laneTop + lane.box.height / 2 - 22);
}
