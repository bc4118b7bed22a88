/** The front door of the classic queues: all that other rooms use. So far: how RabbitMQ's exchanges route. */
export {
  type FieldTable,
  type FieldValue,
  isValidHeadersBinding,
  matchesHeaders,
  NO_FIELDS,
} from './exchange/headers.ts';
export {
  type Binding,
  bindingTo,
  DIRECT,
  type Exchange,
  exchangeForm,
  FANOUT,
  HEADERS,
  NO_EXCHANGE,
  routeMessage,
  TO_EXCHANGE,
  TO_QUEUE,
  TOPIC,
} from './exchange/route.ts';
export { isValidTopicBinding, matchesTopic, topicWords } from './exchange/topic.ts';
