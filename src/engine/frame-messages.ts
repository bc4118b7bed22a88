import { kafkaView } from '../kafka/index.ts';
import type { FrameInput } from './frame-input.ts';
import type { Row } from './frame-layout.ts';
import { labelOf, NO_LABEL } from './names-table.ts';

/** Kinds of waiting events that are segments on their way. @see `EVENT_KINDS` */
const DELIVER_REQUEST = 1;
const DELIVER_REPLY = 2;
/** More are not drawn one by one: those with records come first, then those that arrive first. */
const MOST_MESSAGES = 120;

/** `messages.fate`. */
const ARRIVES = 0;
const IS_LOST = 1;
const HELD = 2;

/** A segment on its way, or one that stands before a cut. */
interface Segment {
  readonly connection: number;
  /** 0 request, 1 reply. */
  readonly direction: number;
  readonly correlation: number;
  readonly payload: object | null;
  /** −1 held. */
  readonly arrivesUs: number;
  /** When it came to stand, µs; −1 = it moves. */
  readonly heldUs: number;
}

/**
 * Messages on the wires at this instant: those that wait in the queue of events, and those that stand before a cut.
 *
 * @remarks A message is drawn as sent one latency before it arrives. What waits for a slow line, or for a
 * retransmission, is on the sender's side until then.
 */
export function messageRows(input: FrameInput, timeUs: number): Row<'messages'>[] {
  const { heap, stalled } = input.run.world;
  const rows: Row<'messages'>[] = [];
  for (let position = heap.hole; position < heap.size; position++) {
    const slot = heap.slots[position] ?? 0;
    const kind = heap.kind[slot];
    if (kind !== DELIVER_REQUEST && kind !== DELIVER_REPLY) continue;
    const segment = {
      connection: heap.a[slot] ?? 0,
      direction: kind === DELIVER_REPLY ? 1 : 0,
      correlation: heap.b[slot] ?? 0,
      payload: heap.payload[slot] ?? null,
      arrivesUs: heap.times[position] ?? 0,
      heldUs: -1,
    };
    rows.push(...rowsOf(input, timeUs, segment));
  }
  for (const { connection, direction, correlation, payload, since } of stalled) {
    const segment = { connection, direction, correlation, payload, arrivesUs: -1, heldUs: since };
    rows.push(...rowsOf(input, timeUs, segment));
  }
  return rows.sort(byWeight).slice(0, MOST_MESSAGES);
}

/** A row for each partition that the message is about. */
function rowsOf({ run, names }: FrameInput, timeUs: number, segment: Segment): Row<'messages'>[] {
  const { connection, direction, correlation, payload, arrivesUs, heldUs } = segment;
  const state = run.world.connections[connection];
  if (state === null || state === undefined || payload === null) return [];
  const latency = direction === 0 ? state.latency0 : state.latency1;
  const answered = direction === 0 ? [] : kafkaView.answeredBatches(run.world, state.from, connection, correlation);
  return kafkaView.messageParts(run.world, payload, answered).map(({ partition, records, batch, error }) => {
    const uid = batch < 0 ? -1 : kafkaView.firstUidOf(run.world, batch);
    return {
      from: direction === 0 ? state.from : state.to,
      to: direction === 0 ? state.to : state.from,
      connection,
      correlation,
      api: 'api' in payload && typeof payload.api === 'number' ? payload.api : -1,
      reply: direction,
      partition,
      records,
      ...(uid < 0 ? NO_LABEL : labelOf(names, run, uid)),
      error,
      fate: heldUs >= 0 ? HELD : state.broken === 1 ? IS_LOST : ARRIVES,
      sentUs: heldUs >= 0 ? heldUs - latency : Math.min(timeUs, arrivesUs - latency),
      arrivesUs,
    };
  });
}

/** A total order, so that a frame does not depend on how its instant was reached. */
function byWeight(a: Row<'messages'>, b: Row<'messages'>): number {
  return (
    weightOf(b) - weightOf(a) ||
    a.arrivesUs - b.arrivesUs ||
    a.connection - b.connection ||
    a.reply - b.reply ||
    a.correlation - b.correlation ||
    a.partition - b.partition
  );
}

function weightOf({ api, records, error }: Row<'messages'>): number {
  if (!kafkaView.isDataApi(api)) return 0;
  return records > 0 || error > 0 ? 2 : 1;
}
