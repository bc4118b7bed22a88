import type { Context, Message, Model } from '../sim/actor.ts';
import { assert } from '../sim/assert.ts';
import { KERNEL_OBSERVATIONS } from '../sim/world.ts';
import {
  brokerOnCrash,
  brokerOnDisconnect,
  brokerOnReply,
  brokerOnRequest,
  brokerOnStart,
  brokerOnStop,
  brokerOnTimer,
} from './broker/broker.ts';
import {
  consumerOnCrash,
  consumerOnDisconnect,
  consumerOnReply,
  consumerOnStart,
  consumerOnStop,
  consumerOnTimer,
} from './client/consumer.ts';
import {
  producerOnCrash,
  producerOnDisconnect,
  producerOnReply,
  producerOnStart,
  producerOnStop,
  producerOnTimer,
} from './client/producer.ts';
import { type Actor, type KafkaState, kafkaForm } from './cluster.ts';
import {
  controllerOnCrash,
  controllerOnDisconnect,
  controllerOnReply,
  controllerOnRequest,
  controllerOnStart,
  controllerOnStop,
  controllerOnTimer,
} from './controller/controller.ts';
import { KAFKA_OBSERVATIONS } from './observations.ts';
import type { KafkaReply } from './protocol/messages.ts';

/** Kafka's actors behind the kernel's one interface: each event goes to the actor of its node. */
export const kafkaModel: Model<KafkaState> = {
  name: 'kafka',
  observations: [...KERNEL_OBSERVATIONS, ...KAFKA_OBSERVATIONS],
  fork: kafkaForm.fork,
  hash: kafkaForm.hash,
  onStart,
  onRequest,
  onReply,
  onDisconnect,
  onTimer,
  onStop,
  onCrash,
};

function actorOf(state: KafkaState, context: Context): Actor {
  const actor = state.actors[context.node];
  assert(actor !== null && actor !== undefined, 'every node has its actor');
  return actor;
}

function onStart(state: KafkaState, context: Context): void {
  const actor = actorOf(state, context);
  switch (actor.actor) {
    case 'broker':
      brokerOnStart(state, actor, context);
      break;
    case 'controller':
      controllerOnStart(state, actor, context);
      break;
    case 'producer':
      producerOnStart(state, actor, context);
      break;
    case 'consumer':
      consumerOnStart(state, actor, context);
      break;
  }
}

function onRequest(
  state: KafkaState,
  connection: number,
  correlation: number,
  message: Message,
  context: Context,
): void {
  const actor = actorOf(state, context);
  if (actor.actor === 'broker') brokerOnRequest(state, actor, connection, correlation, message, context);
  else {
    assert(actor.actor === 'controller', 'clients get no requests');
    controllerOnRequest(state, actor, connection, correlation, message, context);
  }
}

function onReply(state: KafkaState, connection: number, correlation: number, message: Message, context: Context): void {
  assert(isReply(message), 'what arrives is an answer of Kafka');
  const actor = actorOf(state, context);
  switch (actor.actor) {
    case 'broker':
      brokerOnReply(state, actor, connection, correlation, message, context);
      break;
    case 'producer':
      producerOnReply(state, actor, connection, correlation, message, context);
      break;
    case 'consumer':
      consumerOnReply(state, actor, connection, correlation, message, context);
      break;
    case 'controller':
      controllerOnReply(state, actor, connection, correlation, message, context);
      break;
  }
}

function isReply(message: Message): message is KafkaReply {
  // All are; looking for a field in messages of so many forms would be slow.
  return message.api >= 0;
}

function onDisconnect(state: KafkaState, connection: number, context: Context): void {
  const actor = actorOf(state, context);
  switch (actor.actor) {
    case 'broker':
      brokerOnDisconnect(state, actor, connection, context);
      break;
    case 'controller':
      controllerOnDisconnect(actor, connection, context);
      break;
    case 'producer':
      producerOnDisconnect(state, actor, connection, context);
      break;
    case 'consumer':
      consumerOnDisconnect(state, actor, connection, context);
      break;
  }
}

function onTimer(state: KafkaState, kind: number, a: number, b: number, context: Context): void {
  const actor = actorOf(state, context);
  switch (actor.actor) {
    case 'broker':
      brokerOnTimer(state, actor, kind, a, b, context);
      break;
    case 'controller':
      controllerOnTimer(state, actor, kind, a, b, context);
      break;
    case 'producer':
      producerOnTimer(state, actor, kind, a, b, context);
      break;
    case 'consumer':
      consumerOnTimer(state, actor, kind, a, b, context);
      break;
  }
}

function onStop(state: KafkaState, graceUs: number, context: Context): void {
  const actor = actorOf(state, context);
  switch (actor.actor) {
    case 'broker':
      brokerOnStop(state, actor, graceUs, context);
      break;
    case 'controller':
      controllerOnStop(state, actor, context);
      break;
    case 'producer':
      producerOnStop(state, actor, graceUs, context);
      break;
    case 'consumer':
      consumerOnStop(state, actor, graceUs, context);
      break;
  }
}

function onCrash(state: KafkaState, powerLost: boolean, context: Context): void {
  const actor = actorOf(state, context);
  switch (actor.actor) {
    case 'broker':
      brokerOnCrash(state, actor, powerLost, context);
      break;
    case 'controller':
      controllerOnCrash(state, actor);
      break;
    case 'producer':
      producerOnCrash(state, actor, powerLost, context);
      break;
    case 'consumer':
      consumerOnCrash(state, actor, powerLost, context);
      break;
  }
}
