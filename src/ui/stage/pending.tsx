import type { ReactNode } from 'react';
import type { Frame, Opened } from '../../engine/protocol.ts';
import { Glyph } from '../components/glyph.tsx';
import { has, t } from '../i18n/index.ts';
import { targetAddress } from '../store/target-address.ts';
import type { StageProps } from './stage-contract.ts';
import { useStageFrame } from './use-stage-frame.ts';

/** What a user has placed on a node and the instant on the screen has not reached. */
export interface Pending {
  readonly verb: string;
  readonly atUs: number;
}

/** The next act that waits on a node, by the names that commands may call it; null = none. At its own instant it waits until it shows. */
export function pendingOn(commands: Opened['commands'], frame: Frame, names: readonly unknown[]): Pending | null {
  const now = Math.floor(frame.clock.timeUs[0] ?? 0);
  let next: Pending | null = null;
  for (const { atUs, entry } of commands) {
    if (!names.includes(entry.node) && !names.includes(entry.from)) continue;
    if (atUs < now || (atUs === now && frame.faults.fromUs.includes(atUs))) continue;
    if (next === null || atUs < next.atUs) next = { verb: String(entry.do), atUs };
  }
  return next;
}

/** A chip at the node that says what is placed there and when it happens. */
export function PendingChip({
  source,
  opened,
  name,
}: Pick<StageProps, 'source' | 'opened'> & { readonly name: string }): ReactNode {
  const names = [name, targetAddress(opened, name)];
  const pending = useStageFrame(source, (frame) => pendingOn(opened.commands, frame, names), null, opened.commands);
  if (pending === null) return null;
  const { verb, atUs } = pending;
  const fault = has(`fault.${verb}`) ? t(`fault.${verb}`) : verb;
  return (
    <span className="stage-pending" data-pending={verb}>
      <Glyph name="clock" size={11} />
      {t('stage.pendingAt', { fault, seconds: (atUs / 1e6).toFixed(2) })}
    </span>
  );
}
