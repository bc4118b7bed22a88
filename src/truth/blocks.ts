import { at, getInt, isSealed, numberAt } from '../sim/column.ts';
import { deliveriesOf } from './group-truth.ts';
import { type Ledger, partitionAt } from './ledger-state.ts';
import {
  BLOCK,
  BLOCK_CHUNKS,
  copiesOf,
  fateOf,
  hasFlag,
  homeOf,
  IS_ACKED,
  IS_REFUSED,
  LOG_REORDERED,
  messageCount,
  OPEN,
  offsetOf,
  outcomeOf,
  presentCount,
} from './messages.ts';
import { wouldBeAtRisk } from './risk.ts';

/**
 * What is to be said of 512 messages at once, so that a look at a run of a million messages need not look at each.
 *
 * @remarks
 * A summary is remembered with the chunks that it was taken from, and only where a fork shares them: those are never
 * written again. It speaks of the rows alone; what else decides (who runs, who leads) is asked anew each time.
 */
export interface BlockSummary {
  /** The chunks it was taken from: those of the messages, then one of each group. */
  readonly chunks: readonly Int32Array[];
  /** No message of it can be lost: each open, refused, or in the legitimate log. */
  readonly isWhole: boolean;
  /** Each is confirmed, once in the legitimate log and in order, and some group was given it. */
  readonly isDelivered: boolean;
  /** The same, and no group was given any of them. */
  readonly isUnread: boolean;
  /**
   * For a block of either kind: triples of the partitions and copies (as in `Messages`, without the count) that occur
   * in it, with the largest offset.
   */
  readonly holders: readonly number[];
}

/** More kinds of holders in a block than this: it is looked at message by message. */
const MOST_HOLDERS = 64;
/** Numbers of a holder: partition, copies, largest offset. */
const HOLDER = 3;

/** Summaries by block, as far as they were asked for; one list serves all forks of a run. */
export type BlockSummaries = (BlockSummary | undefined)[];

/** The summary of the block that begins at `uid`; null where it may still change, or is not full. */
export function blockSummary(ledger: Ledger, uid: number, known: BlockSummaries): BlockSummary | null {
  const { messages } = ledger;
  if (uid + BLOCK > messageCount(messages)) return null;
  const block = uid / BLOCK;
  if (!isBlockSealed(ledger, block)) return null;
  const before = known[block];
  if (before !== undefined && isOf(before, ledger, block)) return before;
  const made = summarise(ledger, block);
  known[block] = made;
  return made;
}

/** True where every message of a block was delivered, and none is at risk. */
export function isQuietlyDelivered(ledger: Ledger, summary: BlockSummary): boolean {
  return summary.isDelivered && isSafe(ledger, summary, false);
}

/** True where every message of a block is committed, none was given to anybody, and none is at risk. */
export function isQuietlyCommitted(ledger: Ledger, summary: BlockSummary): boolean {
  return summary.isUnread && isSafe(ledger, summary, true);
}

function isSafe(ledger: Ledger, { holders }: BlockSummary, isCommitted: boolean): boolean {
  for (let i = 0; i < holders.length; i += HOLDER) {
    const part = partitionAt(ledger, numberAt(holders, i));
    if (wouldBeAtRisk(part, numberAt(holders, i + 1))) return false;
    if (isCommitted && numberAt(holders, i + 2) >= part.trueHighWatermark) return false;
  }
  return true;
}

/** Chunk of a group's column that holds a block: two blocks share one. */
function groupChunk(block: number): number {
  return block >> 1;
}

function isBlockSealed({ messages, groups }: Ledger, block: number): boolean {
  for (let i = 0; i < BLOCK_CHUNKS; i++) if (!isSealed(messages.rows, block * BLOCK_CHUNKS + i)) return false;
  const chunk = groupChunk(block);
  return groups.every(({ handled }) => chunk >= handled.chunks.length || isSealed(handled, chunk));
}

function chunksOf(ledger: Ledger, block: number): Int32Array[] {
  const { rows } = ledger.messages;
  const chunks = rows.chunks.slice(block * BLOCK_CHUNKS, (block + 1) * BLOCK_CHUNKS);
  for (const { handled } of ledger.groups) chunks.push(handled.chunks[groupChunk(block)] ?? NONE);
  return chunks;
}

const NONE = new Int32Array(0);

function isOf(summary: BlockSummary, ledger: Ledger, block: number): boolean {
  const { chunks } = summary;
  const { rows } = ledger.messages;
  for (let i = 0; i < BLOCK_CHUNKS; i++) if (rows.chunks[block * BLOCK_CHUNKS + i] !== chunks[i]) return false;
  for (let g = 0; g < ledger.groups.length; g++) {
    const chunk = at(ledger.groups, g).handled.chunks[groupChunk(block)] ?? NONE;
    if (chunk !== chunks[BLOCK_CHUNKS + g]) return false;
  }
  return true;
}

function summarise(ledger: Ledger, block: number): BlockSummary {
  const { messages } = ledger;
  const holders: number[] = [];
  let isWhole = true;
  let isPlain = true;
  let given = 0;
  for (let uid = block * BLOCK; uid < (block + 1) * BLOCK; uid++) {
    const outcome = outcomeOf(fateOf(messages, uid));
    const copies = copiesOf(messages, uid);
    const present = presentCount(copies);
    if (present === 0 && outcome !== OPEN && outcome !== IS_REFUSED) isWhole = false;
    const offset = offsetOf(messages, uid);
    if (outcome !== IS_ACKED || present !== 1 || offset < 0 || hasFlag(messages, uid, LOG_REORDERED)) isPlain = false;
    if (isGiven(ledger, uid)) given += 1;
    if (isPlain) addHolder(holders, homeOf(messages, uid), copies & 0xffff, offset);
  }
  if (holders.length > HOLDER * MOST_HOLDERS) isPlain = false;
  const isDelivered = isPlain && given === BLOCK;
  const isUnread = isPlain && given === 0;
  return { chunks: chunksOf(ledger, block), isWhole, isDelivered, isUnread, holders: isPlain ? holders : [] };
}

function isGiven(ledger: Ledger, uid: number): boolean {
  for (const { handled } of ledger.groups) {
    if (uid < handled.length && deliveriesOf(getInt(handled, uid)) > 0) return true;
  }
  return false;
}

function addHolder(holders: number[], home: number, copies: number, offset: number): void {
  if (holders.length > HOLDER * MOST_HOLDERS) return;
  for (let i = 0; i < holders.length; i += HOLDER) {
    if (holders[i] !== home || holders[i + 1] !== copies) continue;
    if (offset > numberAt(holders, i + 2)) holders[i + 2] = offset;
    return;
  }
  holders.push(home, copies, offset);
}
