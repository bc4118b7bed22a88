import type { Frame } from '../../engine/protocol.ts';

/** Names of producers whose process runs. */
export function readProducers(frame: Frame): readonly number[] {
  return upOfKind(frame, 2);
}

/** Names of consumers whose process runs. */
export function readMembers(frame: Frame): readonly number[] {
  return upOfKind(frame, 3);
}

function upOfKind(frame: Frame, kind: number): readonly number[] {
  const { nodes } = frame;
  const names: number[] = [];
  for (let row = 0; row < nodes.length; row++) {
    if (nodes.kind[row] === kind && nodes.status[row] === 0) names.push(nodes.name[row] ?? -1);
  }
  return names;
}
