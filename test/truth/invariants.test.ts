import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { addBundle } from '../../src/sim/payload.ts';
import { INVARIANTS, verdictAtEnd } from '../../src/truth/index.ts';
import {
  acked,
  append,
  B1,
  B2,
  B3,
  CONTROLLER,
  call,
  closeBatch,
  deliver,
  elect,
  elr,
  FOLLOWER,
  formedScene,
  isr,
  LEADER,
  lead,
  leaderIsr,
  loseTail,
  mark,
  outcome,
  process,
  type Scene,
  sendOne,
  settled,
  status,
  tell,
  together,
  truncate,
} from './scene.ts';

const breaches = (scene: Scene) => {
  tell(scene, 'fault-begin', CONTROLLER, [0]);
  return scene.ledger.breaches.map(({ invariant, detail }) => `${invariant} ${detail.code}`);
};
const findings = (scene: Scene) => {
  tell(scene, 'fault-begin', CONTROLLER, [0]);
  return scene.ledger.findings.map(({ invariant, detail }) => `${invariant} ${detail.code}`);
};

describe('the list of invariants', () => {
  it('has every file of the folder, each under its slug', () => {
    const files = readdirSync(new URL('../../src/truth/invariants', import.meta.url))
      .filter((name) => name !== 'index.ts')
      .map((name) => name.replace(/\.ts$/, ''));

    expect(INVARIANTS.map(({ slug }) => slug).sort((x, y) => (x < y ? -1 : 1))).toEqual(
      files.sort((x, y) => (x < y ? -1 : 1)),
    );
  });
});

describe('one-leader-per-epoch', () => {
  it('is broken by a second node that acts in the same epoch', () => {
    const scene = formedScene();
    lead(scene, B2, 0);

    expect(breaches(scene)).toEqual(['one-leader-per-epoch two-leaders']);
  });

  it('is broken by an append in the epoch of another leader', () => {
    const scene = formedScene();
    append(scene, B2, 0, sendOne(scene).bundle, 0, LEADER);

    expect(breaches(scene)).toContain('one-leader-per-epoch two-leaders');
  });

  it('allows two believed leaders with different epochs', () => {
    const scene = formedScene();
    elect(scene, B2, 1);
    lead(scene, B2, 1);
    append(scene, B1, 0, sendOne(scene).bundle, 0, LEADER);
    append(scene, B2, 0, sendOne(scene).bundle, 1, LEADER);

    expect(breaches(scene)).toEqual([]);
  });
});

describe('epoch-monotonic', () => {
  it('is broken by an election in the epoch of the leader before', () => {
    const scene = formedScene();
    elect(scene, B2, 0);

    expect(breaches(scene)).toEqual(['epoch-monotonic leader-epoch']);
  });

  it('is broken by a partition epoch, a generation or a producer epoch that falls', () => {
    const scene = formedScene();
    tell(scene, 'isr', CONTROLLER, [0, 7, 1, 0, 0, 0]);
    tell(scene, 'group-state', B1, [0, 3, 0, 1]);
    tell(scene, 'producer-id-given', B1, [5, 3, 4]);
    tell(scene, 'producer-id-given', B1, [5, 2, 4]);

    expect(breaches(scene)).toEqual([
      'epoch-monotonic partition-epoch',
      'epoch-monotonic generation',
      'epoch-monotonic producer-epoch',
    ]);
  });

  it('is broken by a broker that goes back to an earlier epoch, but not by one that started anew', () => {
    const scene = formedScene();
    tell(scene, 'following', B2, [0, B1, 4, 0]);
    status(scene, B2, 'crashed');
    status(scene, B2, 'up');
    tell(scene, 'following', B2, [0, B1, 0, 0]);
    expect(breaches(scene)).toEqual([]);

    tell(scene, 'following', B3, [0, B1, 4, 0]);
    tell(scene, 'following', B3, [0, B1, 3, 0]);
    expect(breaches(scene)).toEqual(['epoch-monotonic known-leader-epoch']);
  });

  it('lets another coordinator begin at the generation that was written last', () => {
    const scene = formedScene();
    tell(scene, 'group-state', B2, [0, 3, 0, 1]);

    expect(breaches(scene)).toEqual([]);
  });
});

describe('leader-completeness', () => {
  const withoutTail = (how: 'clean' | 'unclean') => {
    const scene = formedScene({ uncleanAllowed: true });
    isr(scene, [B1, B3]);
    const { bundle } = sendOne(scene);
    append(scene, B1, 0, bundle);
    append(scene, B3, 0, bundle);
    mark(scene, B1, 1);
    status(scene, B1, 'crashed');
    together(
      scene,
      () => elect(scene, B2, 1, how),
      () => isr(scene, [B2]),
    );
    return scene;
  };

  it('is broken by a clean election of a broker without a committed record', () => {
    expect(breaches(withoutTail('clean'))).toEqual(['leader-completeness missing-records']);
  });

  it('is a finding after an unclean election, and so is the mark that falls', () => {
    const scene = withoutTail('unclean');

    expect(breaches(scene)).toEqual([]);
    expect(findings(scene)).toEqual(['leader-completeness missing-records', 'hw-bounds true-mark-fell']);
  });

  it('is broken by a leader whose log has another record there', () => {
    const scene = formedScene();
    settled(scene, 0);
    truncate(scene, B2, 0, 1);
    append(scene, B2, 0, sendOne(scene).bundle, 0, FOLLOWER);
    elect(scene, B2, 1);

    expect(breaches(scene)).toContain('leader-completeness missing-records');
  });

  it('is a finding when the last replica standing lost its page cache and there are no eligible replicas', () => {
    const scene = formedScene({ elr: false, minInsyncReplicas: 2 });
    settled(scene, 0);
    isr(scene, [B1]);
    loseTail(scene, B1, 0, 1);
    status(scene, B1, 'off');
    elect(scene, -1, 1, 'none');
    status(scene, B1, 'up');
    elect(scene, B1, 2);
    lead(scene, B1, 2);

    expect(breaches(scene)).toEqual([]);
    expect(findings(scene)).toEqual(['leader-completeness missing-records']);
  });

  it('is not asked of a process that the controller does not know yet', () => {
    const scene = formedScene({ minInsyncReplicas: 2 });
    settled(scene, 0);
    loseTail(scene, B2, 0, 1);
    status(scene, B2, 'off');
    status(scene, B2, 'up');
    status(scene, B1, 'crashed');
    elect(scene, B2, 1);
    expect(breaches(scene)).toEqual([]);

    lead(scene, B2, 1);
    expect(breaches(scene)).toEqual(['leader-completeness missing-records']);
  });

  it('holds with a new leader that does not yet know how much is committed', () => {
    const scene = formedScene();
    settled(scene, 0);
    status(scene, B1, 'crashed');
    elect(scene, B2, 1);
    lead(scene, B2, 1, 0);

    expect(breaches(scene)).toEqual([]);
  });
});

describe('candidate-completeness', () => {
  it('is broken by a member of the ISR without a committed record', () => {
    const scene = formedScene();
    const { bundle } = sendOne(scene);
    append(scene, B1, 0, bundle);
    append(scene, B2, 0, bundle);
    mark(scene, B1, 1);

    expect(breaches(scene)).toEqual(['candidate-completeness missing-records']);
  });

  it('is broken by a replica that joins the ISR too early', () => {
    const scene = formedScene();
    isr(scene, [B1, B2]);
    const { bundle } = sendOne(scene);
    append(scene, B1, 0, bundle);
    append(scene, B2, 0, bundle);
    mark(scene, B1, 1);
    isr(scene, [B1, B2, B3]);

    expect(breaches(scene)).toEqual(['candidate-completeness missing-records']);
  });

  it('is broken by an eligible replica that lacks a committed record', () => {
    const scene = formedScene({ minInsyncReplicas: 2 });
    isr(scene, [B1, B2]);
    const { bundle } = sendOne(scene);
    append(scene, B1, 0, bundle);
    append(scene, B2, 0, bundle);
    mark(scene, B1, 1);
    together(
      scene,
      () => isr(scene, [B1]),
      () => elr(scene, [B3]),
    );

    expect(breaches(scene)).toEqual(['candidate-completeness missing-records']);
  });

  it('is broken by a member that appends below what is committed', () => {
    const scene = formedScene();
    const { bundle } = settled(scene, 0);
    truncate(scene, B2, 0, 1);
    append(scene, B2, 0, bundle);

    expect(breaches(scene)).toEqual(['candidate-completeness missing-records']);
  });

  it('waits for the controller to take out a member that lost its page cache, then judges it again', () => {
    const scene = formedScene({ minInsyncReplicas: 2 });
    settled(scene, 0);
    loseTail(scene, B3, 0, 1);
    status(scene, B3, 'off');
    status(scene, B3, 'up');
    isr(scene, [B1, B2, B3]);
    expect(breaches(scene)).toEqual([]);

    isr(scene, [B1, B2]);
    isr(scene, [B1, B2, B3]);
    expect(breaches(scene)).toEqual(['candidate-completeness missing-records']);
  });

  it('looks at leader and ISR when the controller has changed both', () => {
    const scene = formedScene({ uncleanAllowed: true });
    settled(scene, 0);
    for (const broker of [B2, B3]) truncate(scene, broker, 0, 1);
    status(scene, B1, 'crashed');
    together(
      scene,
      () => elect(scene, B2, 1, 'unclean'),
      () => isr(scene, [B2]),
    );

    expect(breaches(scene)).toEqual([]);
  });
});

describe('replication-covers-election', () => {
  it('is broken by a leader that does not wait for a member of the ISR', () => {
    const scene = formedScene();
    leaderIsr(scene, B1, 0, [B1, B2]);

    expect(breaches(scene)).toEqual(['replication-covers-election not-covered']);
  });

  it('holds while the leader counts whom it proposed', () => {
    const scene = formedScene();
    leaderIsr(scene, B1, 0, [B1, B2], [B1, B2, B3]);

    expect(breaches(scene)).toEqual([]);
  });

  it('is broken by a high watermark that does not wait for whom the leader proposed', () => {
    const scene = formedScene();
    isr(scene, [B1, B2]);
    leaderIsr(scene, B1, 0, [B1, B2], [B1, B2, B3]);
    const { bundle } = sendOne(scene);
    for (const broker of [B1, B2]) append(scene, broker, 0, bundle);
    mark(scene, B1, 1);

    expect(breaches(scene)).toEqual(['replication-covers-election mark-did-not-wait']);
  });

  it('asks nothing of a deposed leader', () => {
    const scene = formedScene();
    elect(scene, B2, 1);
    isr(scene, [B2, B3]);
    leaderIsr(scene, B1, 0, [B1]);

    expect(breaches(scene)).toEqual([]);
  });
});

describe('log-matching', () => {
  it('is broken by a follower with another record below both high watermarks', () => {
    const scene = formedScene();
    append(scene, B1, 0, sendOne(scene).bundle);
    append(scene, B2, 0, sendOne(scene).bundle, 1, FOLLOWER);
    append(scene, B3, 0, sendOne(scene).bundle, 2, FOLLOWER);
    mark(scene, B1, 1);
    mark(scene, B2, 1, 0, FOLLOWER);

    expect(breaches(scene)).toEqual(['log-matching logs-differ']);
  });

  it('allows a divergent tail above the high watermark', () => {
    const scene = formedScene();
    settled(scene, 0);
    elect(scene, B2, 1);
    lead(scene, B2, 1, 1);
    append(scene, B1, 1, sendOne(scene).bundle, 0, LEADER);
    append(scene, B2, 1, sendOne(scene).bundle, 1, LEADER);
    mark(scene, B3, 1, 1, FOLLOWER);

    expect(breaches(scene)).toEqual([]);
    expect(verdictAtEnd(scene.world, scene.ledger, false).breaches).toEqual([]);
  });

  it('is seen at the end between two followers', () => {
    const scene = formedScene();
    append(scene, B2, 0, sendOne(scene).bundle, 1, FOLLOWER);
    append(scene, B3, 0, sendOne(scene).bundle, 2, FOLLOWER);
    for (const broker of [B2, B3]) mark(scene, broker, 1, 0, FOLLOWER);

    const { breaches: atEnd } = verdictAtEnd(scene.world, scene.ledger, false);

    expect(atEnd.map(({ invariant }) => invariant)).toEqual(['log-matching']);
  });
});

describe('prefix-by-epoch', () => {
  it('is broken by another record at the same offset in the same epoch', () => {
    const scene = formedScene();
    append(scene, B1, 0, sendOne(scene).bundle);
    append(scene, B2, 0, sendOne(scene).bundle);

    expect(breaches(scene)).toEqual(['prefix-by-epoch lineage-differs']);
  });

  it('is broken by an equal record behind a different one', () => {
    const scene = formedScene();
    append(scene, B2, 0, sendOne(scene).bundle, 0, FOLLOWER);
    elect(scene, B1, 1);
    lead(scene, B1, 1);
    append(scene, B1, 0, sendOne(scene).bundle, 1, LEADER);
    const { bundle } = sendOne(scene);
    append(scene, B1, 1, bundle, 1, LEADER);
    append(scene, B2, 1, bundle, 1, FOLLOWER);

    expect(breaches(scene)).toEqual(['prefix-by-epoch lineage-differs']);
  });

  it('holds for a follower that cut its log and follows the new leader', () => {
    const scene = formedScene();
    append(scene, B1, 0, sendOne(scene).bundle);
    status(scene, B1, 'crashed');
    elect(scene, B2, 1);
    lead(scene, B2, 1);
    const { bundle } = sendOne(scene);
    append(scene, B2, 0, bundle, 1, LEADER);
    status(scene, B1, 'up');
    truncate(scene, B1, 0, 1);
    append(scene, B1, 0, bundle, 1, FOLLOWER);

    expect(breaches(scene)).toEqual([]);
    expect(verdictAtEnd(scene.world, scene.ledger, false).breaches).toEqual([]);
  });
});

describe('hw-bounds', () => {
  it('is broken by a high watermark beyond the log', () => {
    const scene = formedScene();
    mark(scene, B2, 1, 0, FOLLOWER);

    expect(breaches(scene)).toEqual(['hw-bounds beyond-log-end']);
  });

  it('is broken by a leader whose high watermark falls in its epoch', () => {
    const scene = formedScene();
    settled(scene, 0);
    mark(scene, B1, 0);

    expect(breaches(scene)).toEqual(['hw-bounds fell-in-epoch']);
  });

  it('lets those of a follower and of a new leader go back', () => {
    const scene = formedScene();
    settled(scene, 0);
    mark(scene, B3, 0, 0, FOLLOWER);
    status(scene, B1, 'crashed');
    elect(scene, B2, 1);
    lead(scene, B2, 1, 0);
    mark(scene, B2, 1, 1);

    expect(breaches(scene)).toEqual([]);
  });
});

describe('isr-within-replicas', () => {
  it('is broken by a leader outside the ISR', () => {
    const scene = formedScene();
    isr(scene, [B2, B3]);

    expect(breaches(scene)).toEqual(['isr-within-replicas leader-outside']);
  });

  it('is broken by a member that is not assigned', () => {
    const scene = formedScene();
    isr(scene, [B1, 5]);

    expect(breaches(scene)).toEqual(['isr-within-replicas outside-assignment']);
  });

  it('allows an empty ISR without a leader', () => {
    const scene = formedScene();
    together(
      scene,
      () => elect(scene, -1, 1, 'none'),
      () => isr(scene, []),
      () => elr(scene, [B1]),
    );

    expect(breaches(scene)).toEqual([]);
  });
});

describe('applied-hw', () => {
  it('is broken by a proposal of a replica that lacks what was there when the epoch began', () => {
    const scene = formedScene();
    append(scene, B1, 0, sendOne(scene).bundle);
    together(
      scene,
      () => elect(scene, B1, 1, 'clean'),
      () => isr(scene, [B1, B2]),
    );
    lead(scene, B1, 1, 0, 1);
    leaderIsr(scene, B1, 1, [B1, B2], [B1, B2, B3]);

    expect(breaches(scene)).toEqual(['applied-hw joins-below-epoch']);
  });
});

describe('fenced-not-in-isr', () => {
  const fenced = (elrOn: boolean, members: readonly number[]) => {
    const scene = formedScene({ elr: elrOn });
    isr(scene, members);
    tell(scene, 'broker-fenced', CONTROLLER, [B1, 1]);
    return scene;
  };

  it('is broken by a fenced member', () => {
    expect(breaches(fenced(true, [B1, B2]))).toEqual(['fenced-not-in-isr fenced-member']);
  });

  it('allows the last member where nobody can be merely eligible', () => {
    expect(breaches(fenced(false, [B1]))).toEqual([]);
    expect(breaches(fenced(false, [B1, B2]))).toEqual(['fenced-not-in-isr fenced-member']);
  });

  it('allows a broker that was taken back', () => {
    const scene = formedScene();
    together(
      scene,
      () => tell(scene, 'broker-fenced', CONTROLLER, [B3, 1]),
      () => isr(scene, [B1, B2]),
    );
    tell(scene, 'broker-unfenced', CONTROLLER, [B3, 1]);
    isr(scene, [B1, B2, B3]);

    expect(breaches(scene)).toEqual([]);
  });
});

describe('compaction-keeps-latest', () => {
  /** Three records with keys 1, 1 and 2 in the leader's log. */
  const logged = () => {
    const scene = formedScene();
    for (const [offset, key] of [1, 1, 2].entries()) append(scene, B1, offset, sendOne(scene, { key }).bundle);
    return scene;
  };

  it('holds where a later record of the key stands in the log', () => {
    const scene = logged();
    tell(scene, 'compacted', B1, [0, 0, 0, 1]);

    expect(breaches(scene)).toEqual([]);
  });

  it('is broken by the removal of the last record of a key, whatever it is said to be followed by', () => {
    for (const [offset, by] of [
      [1, 2],
      [2, -1],
    ] as const) {
      const scene = logged();
      tell(scene, 'compacted', B1, [0, offset, offset, by]);

      expect(breaches(scene)).toEqual(['compaction-keeps-latest latest-removed']);
    }
  });
});

describe('isr-elr-disjoint', () => {
  it('is broken by a member that is eligible as well', () => {
    const scene = formedScene({ minInsyncReplicas: 3 });
    together(
      scene,
      () => isr(scene, [B1, B2]),
      () => elr(scene, [B2, B3]),
    );

    expect(breaches(scene)).toEqual(['isr-elr-disjoint in-both']);
  });

  it('is broken by who stays eligible while the ISR is large enough', () => {
    const scene = formedScene({ minInsyncReplicas: 2 });
    together(
      scene,
      () => isr(scene, [B1, B2]),
      () => elr(scene, [B3]),
    );

    expect(breaches(scene)).toEqual(['isr-elr-disjoint eligible-beside-full-isr']);
  });
});

describe('unclean-excluded', () => {
  const returned = (elrOn: boolean) => {
    const scene = formedScene({ elr: elrOn, minInsyncReplicas: 3 });
    append(scene, B3, 0, sendOne(scene).bundle);
    status(scene, B3, 'off');
    loseTail(scene, B3, 0, 1);
    together(
      scene,
      () => isr(scene, [B3]),
      () => elect(scene, -1, 1, 'none'),
    );
    tell(scene, 'broker-registered', CONTROLLER, [B3, 7, 0]);
    return scene;
  };

  it('is broken by a member that came back without its tail', () => {
    expect(breaches(returned(true))).toContain('unclean-excluded lossy-member');
  });

  it('is a finding for the last member before KIP-966', () => {
    expect(breaches(returned(false))).toEqual([]);
    expect(findings(returned(false))).toContain('unclean-excluded lossy-member');
  });
});

describe('isr-change-fenced', () => {
  const accepted = (leader: number, leaderEpoch: number, partitionEpoch: number, memberEpoch: number) => {
    const scene = formedScene();
    tell(scene, 'broker-registered', CONTROLLER, [B3, 7, 1]);
    isr(scene, [B1, B2]);
    elect(scene, B1, 1, 'clean');
    tell(scene, 'isr-accepted', CONTROLLER, [0, leader, leaderEpoch, partitionEpoch, B3, memberEpoch]);
    return breaches(scene).filter((one) => one.startsWith('isr-change-fenced'));
  };
  const FRESH = 1_000_000;

  it('is broken by a proposal of somebody else, of an older epoch, or of an older state', () => {
    expect(accepted(B2, 1, FRESH, 7)).toEqual(['isr-change-fenced not-the-leader']);
    expect(accepted(B1, 0, FRESH, 7)).toEqual(['isr-change-fenced not-the-leader']);
    expect(accepted(B1, 1, -1, 7)).toEqual(['isr-change-fenced stale-partition']);
  });

  it('is broken by a member of which an earlier life is meant', () => {
    expect(accepted(B1, 1, FRESH, 6)).toEqual(['isr-change-fenced stale-member']);
    expect(accepted(B1, 1, FRESH, 7)).toEqual([]);
    expect(accepted(B1, 1, FRESH, -1)).toEqual([]);
  });
});

describe('strict-min-isr', () => {
  const moved = (strictMinIsr: boolean) => {
    const scene = formedScene({ minInsyncReplicas: 2, strictMinIsr, elr: strictMinIsr });
    isr(scene, [B1]);
    leaderIsr(scene, B1, 0, [B1]);
    append(scene, B1, 0, sendOne(scene).bundle);
    mark(scene, B1, 1);
    return scene;
  };

  it('is broken by a high watermark that moves while the ISR is too small', () => {
    expect(breaches(moved(true))).toEqual(['strict-min-isr moved-below-min-isr']);
  });

  it('is a finding before 3.7', () => {
    expect(breaches(moved(false))).toEqual([]);
    expect(findings(moved(false))).toEqual(['strict-min-isr moved-below-min-isr']);
  });

  it('counts the ISR that the leader knows, not the controller’s', () => {
    const scene = formedScene({ minInsyncReplicas: 2 });
    leaderIsr(scene, B1, 0, [B1, B2, B3]);
    const { bundle } = sendOne(scene);
    for (const broker of [B1, B2, B3]) append(scene, broker, 0, bundle);
    isr(scene, [B1]);
    mark(scene, B1, 1);

    expect(breaches(scene)).toEqual([]);
  });
});

describe('acks-all-meaning', () => {
  it('is broken by a confirmation above the high watermark', () => {
    const scene = formedScene();
    const { bundle } = sendOne(scene);
    append(scene, B1, 0, bundle);
    acked(scene, bundle, 0, -1);

    expect(breaches(scene)).toEqual(['acks-all-meaning above-high-watermark']);
  });

  it('is not asked of acks=1, and holds below a mark that the leader has forgotten since', () => {
    const scene = formedScene();
    const one = sendOne(scene);
    append(scene, B1, 0, one.bundle);
    acked(scene, one.bundle, 0, 1);
    const two = sendOne(scene);
    for (const broker of [B1, B2, B3]) {
      if (broker !== B1) append(scene, broker, 0, one.bundle);
      append(scene, broker, 1, two.bundle);
    }
    mark(scene, B1, 2);
    truncate(scene, B1, 1, 2);
    acked(scene, two.bundle, 1, -1);

    expect(breaches(scene)).toEqual([]);
  });
});

describe('batch-once', () => {
  const batchOf = (scene: Scene, sequence: number, producerEpoch = 0) =>
    closeBatch(scene, [call(scene)], { producerId: 9, producerEpoch, sequence });

  it('is broken by a batch that stands twice', () => {
    const scene = formedScene();
    const bundle = batchOf(scene, 0);
    append(scene, B1, 0, bundle);
    append(scene, B1, 1, bundle);

    expect(breaches(scene)).toEqual(['batch-once twice']);
  });

  it('is broken by a gap', () => {
    const scene = formedScene();
    append(scene, B1, 0, batchOf(scene, 0));
    append(scene, B1, 1, batchOf(scene, 2));

    expect(breaches(scene)).toEqual(['batch-once gap']);
  });

  it('begins anew with each producer epoch, and is not asked of a producer without id', () => {
    const scene = formedScene();
    append(scene, B1, 0, batchOf(scene, 0));
    append(scene, B1, 1, batchOf(scene, 0, 1));
    append(scene, B1, 2, batchOf(scene, 1, 1));
    const plain = closeBatch(scene, [call(scene)]);
    append(scene, B1, 3, plain);
    append(scene, B1, 4, plain);

    expect(breaches(scene)).toEqual([]);
  });

  it('goes by what the new leader has', () => {
    const scene = formedScene();
    const first = batchOf(scene, 0);
    const second = batchOf(scene, 1);
    append(scene, B1, 0, first);
    append(scene, B2, 0, first);
    append(scene, B1, 1, second);
    status(scene, B1, 'crashed');
    elect(scene, B2, 1);
    lead(scene, B2, 1);
    append(scene, B2, 1, second, 1, LEADER);

    expect(breaches(scene)).toEqual([]);
  });
});

describe('session-order', () => {
  it('is broken by an idempotent producer whose messages swap', () => {
    const scene = formedScene();
    const first = closeBatch(scene, [call(scene)], { producerId: 9, producerEpoch: 0, sequence: 1 });
    const second = closeBatch(scene, [call(scene)], { producerId: 9, producerEpoch: 0, sequence: 0 });
    append(scene, B1, 0, second);
    append(scene, B1, 1, first);

    expect(breaches(scene)).toEqual(['session-order behind-later-call']);
  });

  it('is not asked of a producer without id', () => {
    const scene = formedScene();
    const first = sendOne(scene);
    const second = sendOne(scene);
    append(scene, B1, 0, second.bundle);
    append(scene, B1, 1, first.bundle);

    expect(breaches(scene)).toEqual([]);
  });
});

describe('lso-bounds', () => {
  it('is broken by a stable offset beyond the high watermark', () => {
    const scene = formedScene();
    append(scene, B1, 0, sendOne(scene).bundle);
    tell(scene, 'log-bounds', B1, [0, 0, 1, 1, 0, LEADER]);

    expect(breaches(scene)).toEqual(['lso-bounds out-of-order']);
  });

  it('holds in order', () => {
    const scene = formedScene();
    append(scene, B1, 0, sendOne(scene).bundle);
    tell(scene, 'log-bounds', B1, [0, 0, 0, 1, 0, LEADER]);

    expect(breaches(scene)).toEqual([]);
  });
});

describe('conservation', () => {
  it('is broken by a second outcome of a call', () => {
    const scene = formedScene();
    const { bundle } = sendOne(scene);
    outcome(scene, 'unknown', bundle);
    outcome(scene, 'refused', bundle);

    expect(breaches(scene)).toEqual(['conservation second-outcome']);
  });

  it('is broken by a record on a place that is taken', () => {
    const scene = formedScene();
    settled(scene, 0);
    append(scene, B1, 0, sendOne(scene).bundle);

    expect(breaches(scene)).toEqual(['conservation appended-twice']);
  });
});

describe('causality', () => {
  it('is broken by a delivery of what no log ever had, and by work on what was not delivered', () => {
    const scene = formedScene();
    const one = sendOne(scene);
    deliver(scene, one.uid, 0);
    const two = settled(scene, 0);
    process(scene, two.uid, 0);

    expect(breaches(scene)).toEqual(['causality delivered-before-append', 'causality processed-before-delivery']);
  });
});

describe('a breach', () => {
  it('interrupts the world and is noted once, with its time', () => {
    const scene = formedScene();
    scene.world.now = 5_000;
    expect(scene.world.interrupted).toBe(false);
    mark(scene, B2, 1, 0, FOLLOWER);
    mark(scene, B2, 1, 0, FOLLOWER);

    expect(scene.world.interrupted).toBe(true);
    expect(scene.ledger.breaches).toMatchObject([
      { invariant: 'hw-bounds', atUs: 5_000, node: B2, partition: 0, detail: { parameters: { highWatermark: 1 } } },
    ]);
  });
});

describe('compaction-keeps-offsets', () => {
  it('is broken by a record that stands at another offset after a cleaning', () => {
    const scene = formedScene();
    const one = sendOne(scene, { key: 1 });
    append(scene, B1, 0, one.bundle);
    append(scene, B1, 1, sendOne(scene, { key: 2 }).bundle);
    const cleaned = addBundle(scene.world.payloads, [-1, one.uid]);
    tell(scene, 'rewritten', B1, [0, 0, 1, 2], cleaned);

    expect(breaches(scene)).toEqual(['compaction-keeps-offsets moved']);
  });

  it('holds where holes take the place of what is gone', () => {
    const scene = formedScene();
    append(scene, B1, 0, sendOne(scene, { key: 1 }).bundle);
    const two = sendOne(scene, { key: 1 });
    append(scene, B1, 1, two.bundle);
    tell(scene, 'rewritten', B1, [0, 0, 1, 2], addBundle(scene.world.payloads, [-1, two.uid]));

    expect(breaches(scene)).toEqual([]);
  });
});
