/**
 * The least that still deserves the name of a Kafka cluster: 3 brokers, 12 partitions with 3 replicas, acks=all without
 * batching, long-poll fetches, high watermarks, ISR, heartbeats and sessions, crashes and elections, and the time it
 * takes to settle. All state in typed arrays; no truth, no clients beyond a steady producer that sends again what a
 * dead leader did not take, no disk, no metadata, no hash.
 *
 * Its number of events per simulated second is pinned by a test, so that a slow reference cannot flatter.
 */
const BROKERS = 3;
const PARTITIONS = 12;
const LATENCY_US = 1000;
const FETCH_WAIT_US = 500_000;
const HEARTBEAT_US = 2_000_000;
const SESSION_US = 9_000_000;
const RESTART_US = 14_000_000;
const CHECK_US = 100_000;

const PRODUCE = 0;
const APPEND = 1;
const FETCH_REPLY = 2;
const FETCH_REQUEST = 3;
const ACK = 4;
const FETCH_TIMEOUT = 5;
const CRASH = 6;
const FENCE = 7;
const RESTART = 8;
const HEARTBEAT_DUE = 9;
const HEARTBEAT = 10;
const SETTLE = 11;

export interface MinimalOptions {
  /** Messages per second. */
  readonly rate: number;
  readonly seconds: number;
  readonly seed: number;
  /** Times of crashes of the leader of partition 0, µs. */
  readonly crashes: readonly number[];
}

export interface MinimalResult {
  readonly events: number;
  readonly produced: number;
  readonly acked: number;
  readonly lost: number;
}

interface Heap {
  size: number;
  times: Float64Array;
  slots: Int32Array;
  position: Int32Array;
  seq: Int32Array;
  kind: Uint8Array;
  a: Int32Array;
  b: Int32Array;
  free: Int32Array;
  freeCount: number;
}

export function runMinimalCluster(options: MinimalOptions): MinimalResult {
  const heap = createHeap(4096);
  const leader = new Int32Array(PARTITIONS);
  const epoch = new Int32Array(PARTITIONS);
  const inSync = new Uint8Array(PARTITIONS * BROKERS).fill(1);
  const logEnd = new Int32Array(PARTITIONS * BROKERS);
  const highWatermark = new Int32Array(PARTITIONS * BROKERS);
  /** What a leader knows of its followers' log ends. */
  const known = new Int32Array(PARTITIONS * BROKERS);
  const acked = new Int32Array(PARTITIONS);
  const waitingFrom = new Int32Array(PARTITIONS);
  /** Messages that a dead leader did not take: sent again when there is another. */
  const backlog = new Int32Array(PARTITIONS);
  /** Timer slots by broker. */
  const session = new Int32Array(BROKERS).fill(-1);
  const up = new Uint8Array(BROKERS).fill(1);
  /** By (follower, leader): timer slot of the parked fetch, −1 none. */
  const parked = new Int32Array(BROKERS * BROKERS).fill(-1);
  const carried = new Int32Array(BROKERS * BROKERS * PARTITIONS);
  const carriedHw = new Int32Array(BROKERS * BROKERS * PARTITIONS);
  let seq = 0;
  let now = 0;
  let events = 0;
  let produced = 0;
  let ackedCount = 0;
  let settled = false;
  let lost = 0;
  let random = options.seed | 0;
  let nextPartition = 0;
  const end = options.seconds * 1_000_000;
  const gap = Math.floor(1_000_000 / options.rate);

  const schedule = (time: number, kind: number, a: number, b: number): number => {
    const slot = takeSlot(heap);
    heap.seq[slot] = seq;
    seq += 1;
    heap.kind[slot] = kind;
    heap.a[slot] = a;
    heap.b[slot] = b;
    insert(heap, slot, time);
    return slot;
  };
  const latency = (): number => {
    random = (Math.imul(random, 1664525) + 1013904223) | 0;
    return LATENCY_US - 500 + ((random >>> 8) % 1001);
  };
  const sendFetch = (follower: number, to: number): void => {
    for (let p = 0; p < PARTITIONS; p++)
      carried[(follower * BROKERS + to) * PARTITIONS + p] = logEnd[p * BROKERS + follower] ?? 0;
    schedule(now + latency(), FETCH_REQUEST, follower, to);
  };
  const reply = (follower: number, from: number): void => {
    const base = (follower * BROKERS + from) * PARTITIONS;
    for (let p = 0; p < PARTITIONS; p++) {
      if (leader[p] !== from) continue;
      carried[base + p] = logEnd[p * BROKERS + from] ?? 0;
      carriedHw[base + p] = highWatermark[p * BROKERS + from] ?? 0;
    }
    schedule(now + latency(), FETCH_REPLY, follower, from);
  };
  const advance = (p: number): void => {
    const leading = leader[p] ?? -1;
    let least = logEnd[p * BROKERS + leading] ?? 0;
    for (let b = 0; b < BROKERS; b++) {
      const replica = p * BROKERS + b;
      if (b !== leading && inSync[replica] === 1 && (known[replica] ?? 0) < least) least = known[replica] ?? 0;
    }
    if (least <= (highWatermark[p * BROKERS + leading] ?? 0)) return;
    highWatermark[p * BROKERS + leading] = least;
    while ((waitingFrom[p] ?? 0) < least) {
      waitingFrom[p] = (waitingFrom[p] ?? 0) + 1;
      schedule(now + latency(), ACK, p, leading);
    }
  };
  const elect = (p: number): void => {
    let chosen = -1;
    for (let i = 0; i < BROKERS && chosen < 0; i++) {
      const b = (p + i) % BROKERS;
      if (up[b] === 1 && inSync[p * BROKERS + b] === 1) chosen = b;
    }
    const before = leader[p] ?? -1;
    leader[p] = chosen;
    epoch[p] = (epoch[p] ?? 0) + 1;
    if (chosen < 0) return;
    const length = logEnd[p * BROKERS + chosen] ?? 0;
    if ((acked[p] ?? 0) > length) {
      lost += (acked[p] ?? 0) - length;
      acked[p] = length;
    }
    if (before >= 0) backlog[p] = (backlog[p] ?? 0) + Math.max(0, (logEnd[p * BROKERS + before] ?? 0) - length);
    waitingFrom[p] = Math.min(waitingFrom[p] ?? 0, length);
    for (let b = 0; b < BROKERS; b++) known[p * BROKERS + b] = 0;
    for (let left = backlog[p] ?? 0; left > 0; left--) schedule(now + latency(), APPEND, p, chosen);
    backlog[p] = 0;
  };
  const sendAgain = (p: number, refused: number): void => {
    const other = leader[p] ?? -1;
    if (other >= 0 && other !== refused) schedule(now + latency(), APPEND, p, other);
    else backlog[p] = (backlog[p] ?? 0) + 1;
  };
  const isSettled = (): boolean => {
    if (ackedCount < produced) return false;
    for (let replica = 0; replica < inSync.length; replica++) if (inSync[replica] === 0) return false;
    return true;
  };
  const restart = (broker: number): void => {
    up[broker] = 1;
    schedule(now + latency(), HEARTBEAT, broker, 0);
    schedule(now + HEARTBEAT_US, HEARTBEAT_DUE, broker, 0);
    for (let other = 0; other < BROKERS; other++) {
      if (other === broker || up[other] === 0) continue;
      sendFetch(broker, other);
      sendFetch(other, broker);
    }
  };

  /** Apart, so that the loop over the frequent kinds stays small. */
  const onRare = (kind: number, a: number): void => {
    switch (kind) {
      case CRASH: {
        const victim = leader[0] ?? -1;
        if (victim < 0) break;
        up[victim] = 0;
        for (let other = 0; other < BROKERS; other++) {
          for (const pair of [victim * BROKERS + other, other * BROKERS + victim]) {
            const timer = parked[pair] ?? -1;
            if (timer >= 0) cancel(heap, timer);
            parked[pair] = -1;
          }
        }
        schedule(Math.min(now + RESTART_US, end), RESTART, victim, 0);
        break;
      }
      case HEARTBEAT_DUE:
        if (up[a] === 0) break;
        schedule(now + latency(), HEARTBEAT, a, 0);
        schedule(now + HEARTBEAT_US, HEARTBEAT_DUE, a, 0);
        break;
      case HEARTBEAT: {
        const timer = session[a] ?? -1;
        if (timer >= 0) cancel(heap, timer);
        session[a] = schedule(now + SESSION_US, FENCE, a, 0);
        break;
      }
      case FENCE:
        session[a] = -1;
        for (let p = 0; p < PARTITIONS; p++) {
          inSync[p * BROKERS + a] = 0;
          if (leader[p] === a) elect(p);
        }
        for (let p = 0; p < PARTITIONS; p++) if ((leader[p] ?? -1) >= 0) advance(p);
        break;
      case RESTART:
        // Whoever comes back within its session is not missed: what it led it leads again.
        for (let p = 0; p < PARTITIONS; p++) if (leader[p] === a) elect(p);
        restart(a);
        break;
      case SETTLE:
        settled = isSettled();
        if (!settled) schedule(now + CHECK_US, SETTLE, 0, 0);
        break;
    }
  };

  for (let p = 0; p < PARTITIONS; p++) leader[p] = p % BROKERS;
  for (let f = 0; f < BROKERS; f++) for (let l = 0; l < BROKERS; l++) if (f !== l) sendFetch(f, l);
  for (let b = 0; b < BROKERS; b++) {
    session[b] = schedule(SESSION_US, FENCE, b, 0);
    schedule(Math.floor((HEARTBEAT_US * b) / BROKERS), HEARTBEAT_DUE, b, 0);
  }
  schedule(gap, PRODUCE, 0, 0);
  schedule(end, SETTLE, 0, 0);
  for (const time of options.crashes) schedule(time, CRASH, 0, 0);

  while (heap.size > 0 && !settled) {
    now = heap.times[0] ?? 0;
    const slot = heap.slots[0] ?? 0;
    pop(heap);
    const kind = heap.kind[slot] ?? 0;
    const a = heap.a[slot] ?? 0;
    const b = heap.b[slot] ?? 0;
    heap.free[heap.freeCount] = slot;
    heap.freeCount += 1;
    events += 1;
    switch (kind) {
      case PRODUCE: {
        if (now >= end) break;
        const p = nextPartition;
        nextPartition = (p + 1) % PARTITIONS;
        produced += 1;
        if ((leader[p] ?? -1) >= 0) schedule(now + latency(), APPEND, p, leader[p] ?? 0);
        else backlog[p] = (backlog[p] ?? 0) + 1;
        schedule(now + gap, PRODUCE, 0, 0);
        break;
      }
      case APPEND: {
        if (leader[a] !== b || up[b] === 0) {
          sendAgain(a, b);
          break;
        }
        logEnd[a * BROKERS + b] = (logEnd[a * BROKERS + b] ?? 0) + 1;
        for (let f = 0; f < BROKERS; f++) {
          const timer = parked[f * BROKERS + b] ?? -1;
          if (timer < 0) continue;
          parked[f * BROKERS + b] = -1;
          cancel(heap, timer);
          reply(f, b);
        }
        advance(a);
        break;
      }
      case FETCH_REQUEST: {
        if (up[b] === 0 || up[a] === 0) break;
        const base = (a * BROKERS + b) * PARTITIONS;
        let behind = false;
        for (let p = 0; p < PARTITIONS; p++) {
          if (leader[p] !== b) continue;
          const at = carried[base + p] ?? 0;
          const replica = p * BROKERS + a;
          if (at > (logEnd[p * BROKERS + b] ?? 0)) {
            behind = true;
            continue;
          }
          if (known[replica] !== at) {
            known[replica] = at;
            if (inSync[replica] === 0 && at >= (highWatermark[p * BROKERS + b] ?? 0)) inSync[replica] = 1;
            advance(p);
          }
          if (at < (logEnd[p * BROKERS + b] ?? 0)) behind = true;
        }
        if (behind) reply(a, b);
        else parked[a * BROKERS + b] = schedule(now + FETCH_WAIT_US, FETCH_TIMEOUT, a, b);
        break;
      }
      case FETCH_TIMEOUT:
        parked[a * BROKERS + b] = -1;
        reply(a, b);
        break;
      case FETCH_REPLY: {
        if (up[a] === 0 || up[b] === 0) break;
        const base = (a * BROKERS + b) * PARTITIONS;
        for (let p = 0; p < PARTITIONS; p++) {
          if (leader[p] !== b) continue;
          logEnd[p * BROKERS + a] = carried[base + p] ?? 0;
          highWatermark[p * BROKERS + a] = Math.min(carriedHw[base + p] ?? 0, carried[base + p] ?? 0);
        }
        sendFetch(a, b);
        break;
      }
      case ACK:
        acked[a] = (acked[a] ?? 0) + 1;
        ackedCount += 1;
        break;
      default:
        onRare(kind, a);
    }
  }
  return { events, produced, acked: ackedCount, lost };
}

function createHeap(capacity: number): Heap {
  const free = new Int32Array(capacity);
  for (let i = 0; i < capacity; i++) free[i] = capacity - 1 - i;
  return {
    size: 0,
    times: new Float64Array(capacity),
    slots: new Int32Array(capacity),
    position: new Int32Array(capacity),
    seq: new Int32Array(capacity),
    kind: new Uint8Array(capacity),
    a: new Int32Array(capacity),
    b: new Int32Array(capacity),
    free,
    freeCount: capacity,
  };
}

function takeSlot(heap: Heap): number {
  heap.freeCount -= 1;
  return heap.free[heap.freeCount] ?? 0;
}

function insert(heap: Heap, slot: number, time: number): void {
  const here = heap.size;
  heap.size = here + 1;
  up(heap, slot, time, here);
}

function pop(heap: Heap): void {
  remove(heap, 0);
}

function cancel(heap: Heap, slot: number): void {
  remove(heap, heap.position[slot] ?? 0);
  heap.free[heap.freeCount] = slot;
  heap.freeCount += 1;
}

function remove(heap: Heap, here: number): void {
  const last = heap.size - 1;
  heap.size = last;
  if (here === last) return;
  const slot = heap.slots[last] ?? 0;
  const time = heap.times[last] ?? 0;
  if (here > 0 && isEarlier(heap, time, slot, (here - 1) >> 1)) up(heap, slot, time, here);
  else down(heap, slot, time, here);
}

function isEarlier(heap: Heap, time: number, slot: number, other: number): boolean {
  const otherTime = heap.times[other] ?? 0;
  return time < otherTime || (time === otherTime && (heap.seq[slot] ?? 0) < (heap.seq[heap.slots[other] ?? 0] ?? 0));
}

function up(heap: Heap, slot: number, time: number, from: number): void {
  let here = from;
  while (here > 0) {
    const parent = (here - 1) >> 1;
    if (!isEarlier(heap, time, slot, parent)) break;
    move(heap, parent, here);
    here = parent;
  }
  place(heap, slot, time, here);
}

function down(heap: Heap, slot: number, time: number, from: number): void {
  let here = from;
  for (;;) {
    let child = 2 * here + 1;
    if (child >= heap.size) break;
    const right = child + 1;
    if (right < heap.size && isEarlier(heap, heap.times[right] ?? 0, heap.slots[right] ?? 0, child)) child = right;
    if (isEarlier(heap, time, slot, child)) break;
    move(heap, child, here);
    here = child;
  }
  place(heap, slot, time, here);
}

function move(heap: Heap, from: number, to: number): void {
  const slot = heap.slots[from] ?? 0;
  heap.slots[to] = slot;
  heap.times[to] = heap.times[from] ?? 0;
  heap.position[slot] = to;
}

function place(heap: Heap, slot: number, time: number, here: number): void {
  heap.slots[here] = slot;
  heap.times[here] = time;
  heap.position[slot] = here;
}
