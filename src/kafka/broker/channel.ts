import type { Context, Message } from '../../sim/actor.ts';
import { at, numberAt } from '../../sim/column.ts';
import { frozen, listOf, NUMBER, NUMBERS, nullable, shape } from '../../sim/shape.ts';

/**
 * A connection that somebody opened to this broker. One request of it is in process at a time: what comes meanwhile
 * waits, as in the socket of a muted channel. So a channel is also the place where a request waits for its answer.
 *
 * @see `SocketServer`, `KafkaChannel#mute`
 */
export interface Channel {
  connection: number;
  peer: number;
  /** `IDLE`, or what the request in process waits for. */
  waitsFor: number;
  correlation: number;
  /** The request in process. */
  request: Message | null;
  queue: Waiting[];
  /** When the wait is over in any case, µs; 0 = never. */
  deadline: number;
  /** Number of the request in process among all of this broker; a partition names its follower's request by it. */
  serial: number;
  /** `PRODUCE_WAIT`: batches of the request without an outcome. */
  open: number;
  /** Parallel to the batches of the request. */
  errors: number[];
  baseOffsets: number[];
}

export interface Waiting {
  readonly correlation: number;
  readonly message: Message;
}

/** `waitsFor` of a channel. */
export const IDLE = 0;
/** Its handler runs, or the answer is somebody else's matter (the coordinator's, the controller's, the disk's). */
export const HANDLED = 1;
/** acks=all: the high watermark. */
export const PRODUCE_WAIT = 2;
/** A fetch without enough data. */
export const FETCH_WAIT = 3;
/** The answer is ready and waits for the disk. */
export const DISK_WAIT = 4;
/** The connection is gone; the place is free. */
export const FREE = 5;

export const channelForm = shape<Channel>({
  connection: NUMBER,
  peer: NUMBER,
  waitsFor: NUMBER,
  correlation: NUMBER,
  request: nullable(frozen<Message>()),
  queue: listOf(frozen<Waiting>()),
  deadline: NUMBER,
  serial: NUMBER,
  open: NUMBER,
  errors: NUMBERS,
  baseOffsets: NUMBERS,
});

/** The channels of a broker. */
export interface Channels {
  list: Channel[];
  /** Index in `list` by the world's connection number, −1 = none. */
  byConnection: number[];
  free: number[];
  /** Number of the next request. */
  nextSerial: number;
}

export const channelsForm = shape<Channels>({
  list: listOf(channelForm),
  byConnection: NUMBERS,
  free: NUMBERS,
  nextSerial: NUMBER,
});

export function createChannels(): Channels {
  return { list: [], byConnection: [], free: [], nextSerial: 1 };
}

/** Index of the channel of a connection, made where it is new. */
export function channelOf(channels: Channels, connection: number, ctx: Context): number {
  const known = connection < channels.byConnection.length ? numberAt(channels.byConnection, connection) : -1;
  return known >= 0 ? known : openChannel(channels, connection, ctx.peer(connection));
}

/** Index of the channel of a connection, −1 when it is gone. */
export function channelIndex(channels: Channels, connection: number): number {
  return connection < channels.byConnection.length ? numberAt(channels.byConnection, connection) : -1;
}

function openChannel(channels: Channels, connection: number, peer: number): number {
  while (channels.byConnection.length <= connection) channels.byConnection.push(-1);
  const reused = channels.free.pop();
  const index = reused ?? channels.list.length;
  if (reused === undefined) channels.list.push(createChannel());
  const channel = at(channels.list, index);
  channel.connection = connection;
  channel.peer = peer;
  channel.waitsFor = IDLE;
  channels.byConnection[connection] = index;
  return index;
}

function createChannel(): Channel {
  return {
    connection: 0,
    peer: -1,
    waitsFor: FREE,
    correlation: 0,
    request: null,
    queue: [],
    deadline: 0,
    serial: 0,
    open: 0,
    errors: [],
    baseOffsets: [],
  };
}

/** Takes a request in process. */
export function beginRequest(channels: Channels, channel: Channel, correlation: number, request: Message): void {
  channel.waitsFor = HANDLED;
  channel.correlation = correlation;
  channel.request = request;
  channel.serial = channels.nextSerial++;
}

/** The connection is gone, with all that waits on it. */
export function closeChannel(channels: Channels, index: number): void {
  const channel = at(channels.list, index);
  channels.byConnection[channel.connection] = -1;
  channel.waitsFor = FREE;
  channel.request = null;
  channel.queue = [];
  channel.deadline = 0;
  channel.open = 0;
  channel.errors.length = 0;
  channel.baseOffsets.length = 0;
  channels.free.push(index);
}
