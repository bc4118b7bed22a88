/** A queue of a topic on one broker group. */
export interface MessageQueue {
  readonly topic: string;
  readonly brokerName: string;
  readonly queueId: number;
}

/** `MessageQueue.compareTo`: by topic, then by broker name, both as text, then by number. */
export function compareQueues(a: MessageQueue, b: MessageQueue): number {
  const byName = compareTexts(a.topic, b.topic) || compareTexts(a.brokerName, b.brokerName);
  return byName || a.queueId - b.queueId;
}

/** `String.compareTo`: by UTF-16 units, so `c10` comes before `c2`. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** `MessageQueue.toString`, which consistent hashing takes as the queue's key. */
export function queueText(queue: MessageQueue): string {
  return `MessageQueue [topic=${queue.topic}, brokerName=${queue.brokerName}, queueId=${queue.queueId}]`;
}
