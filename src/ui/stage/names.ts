import type { Frame, Opened } from '../../engine/protocol.ts';

/** `broker-1`, `orders-svc`: the address of a node. */
export function nodeAddress(opened: Opened, frame: Frame, node: number): string {
  const row = frame.nodes.node.indexOf(node);
  const name = row < 0 ? undefined : opened.names.texts[frame.nodes.name[row] ?? -1];
  if (name !== undefined) return name;
  const broker = opened.brokers.find((one) => one.node === node);
  return broker === undefined ? String(node) : `broker-${broker.id}`;
}

/** `B1` for a broker, `C1` for a controller, the id of a client. */
export function shortName(opened: Opened, node: number): string {
  const broker = opened.brokers.find((one) => one.node === node);
  if (broker !== undefined) return `B${broker.id}`;
  const controller = opened.controllers.find((one) => one.node === node);
  if (controller !== undefined) return `C${controller.id}`;
  const producer = opened.producers.find((one) => one.node === node);
  if (producer !== undefined) return producer.id;
  for (const group of opened.groups) {
    const member = group.members.find((one) => one.node === node);
    if (member !== undefined) return member.id;
  }
  return String(node);
}
