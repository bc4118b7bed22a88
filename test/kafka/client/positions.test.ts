import { describe, expect, it } from 'vitest';
import {
  type ConsumerState,
  FETCHING,
  NEEDS_RESET,
  NEEDS_VALIDATION,
} from '../../../src/kafka/client/consumer-state.ts';
import {
  LOG_TRUNCATION,
  OFFSET_IS_OUT_OF_RANGE,
  OUT_OF_RANGE,
  onEpochReply,
  requestReset,
} from '../../../src/kafka/client/positions.ts';
import type { KafkaState } from '../../../src/kafka/cluster.ts';
import { OFFSET_FOR_LEADER_EPOCH } from '../../../src/kafka/protocol/messages.ts';
import { WorldContext } from '../../../src/sim/context.ts';
import { type ConsumerWorld, consumer, consumerWorld, MANUAL, nodeOf, of, runUntil } from './consumer-world.ts';

/** A consumer whose position, offset 20 after a record of epoch 3, is to be held against a leader of epoch 5. */
function validating(reset: string): { one: ConsumerWorld; self: ConsumerState; ctx: WorldContext<KafkaState> } {
  const one = consumerWorld({
    rate: 10,
    group: { ...MANUAL, 'auto.offset.reset': reset === 'none' ? 'earliest' : reset },
  });
  runUntil(one, 6000);
  const self = consumer(one, 'billing-1');
  self.config = { ...self.config, reset: reset === 'none' ? 'none' : 'earliest' };
  const each = self.assigned[0];
  if (each === undefined) throw new Error('the member has a partition');
  each.phase = NEEDS_VALIDATION;
  each.asking = 1;
  each.position = 20;
  each.positionEpoch = 3;
  each.leaderEpoch = 5;
  self.unready = 1;
  return { one, self, ctx: new WorldContext(one.world, nodeOf(one, 'billing-1')) };
}

/** The leader says where epoch `epoch` ends. */
function answer(self: ConsumerState, epoch: number, endOffset: number, ctx: WorldContext<KafkaState>): number {
  const api = OFFSET_FOR_LEADER_EPOCH;
  return onEpochReply(
    self,
    {
      type: 'OffsetForLeaderEpochRequest',
      api,
      replica: -1,
      partitions: [0],
      currentLeaderEpochs: [5],
      leaderEpochs: [3],
    },
    {
      type: 'OffsetForLeaderEpochReply',
      api,
      partitions: [0],
      errors: [0],
      leaderEpochs: [epoch],
      endOffsets: [endOffset],
    },
    ctx,
  );
}

describe('a position after a change of leader (KIP-320)', () => {
  it('holds where the new log reaches at least as far in the epoch of its last record', () => {
    const { self, ctx } = validating('earliest');

    expect(answer(self, 3, 25, ctx)).toBe(0);
    expect(self.assigned[0]).toMatchObject({ phase: FETCHING, position: 20 });
    expect(self.unready).toBe(0);
  });

  it('goes back without a word to where the logs part', () => {
    const { one, self, ctx } = validating('earliest');

    expect(answer(self, 3, 17, ctx)).toBe(0);
    expect(self.assigned[0]).toMatchObject({ phase: FETCHING, position: 17 });
    expect(of(one, 'position-reset').at(-1)).toMatchObject({ why: 2, before: 20, offset: 17 });
  });

  it('is reset by the policy where the new leader knows nothing of the epoch', () => {
    const { self, ctx } = validating('earliest');

    expect(answer(self, -1, -1, ctx)).toBe(0);
    expect(self.assigned[0]?.phase).toBe(NEEDS_RESET);
  });

  it('ends an application without a reset policy: LogTruncationException', () => {
    const { self, ctx } = validating('none');

    expect(answer(self, 3, 17, ctx)).toBe(LOG_TRUNCATION);
  });
});

describe('a position out of range', () => {
  it.each([
    ['earliest', 0],
    ['none', OFFSET_IS_OUT_OF_RANGE],
  ])('with auto.offset.reset %s', (reset, expected) => {
    const { self } = validating(reset);
    const each = self.assigned[0];
    if (each === undefined) throw new Error('the member has a partition');

    expect(requestReset(self, each, OUT_OF_RANGE)).toBe(expected);
  });
});
