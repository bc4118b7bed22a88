import type { ReactNode } from 'react';
import { CONTROLLER_ROLES, type Frame } from '../../engine/protocol.ts';
import { Glyph, type GlyphName } from '../components/glyph.tsx';
import { nodeTitle } from '../components/run-names.ts';
import { t } from '../i18n/index.ts';
import type { Box } from './layout.ts';
import type { StageProps } from './stage-contract.ts';
import { useStageFrame } from './use-stage-frame.ts';

/** What a card needs to know of its node. */
interface CardNode {
  readonly node: number;
  readonly name: string;
  readonly status: number;
  readonly cut: boolean;
  readonly paused: boolean;
  readonly fenced: boolean;
  readonly slow: boolean;
}

interface Quorate {
  readonly node: number;
  readonly role: (typeof CONTROLLER_ROLES)[number];
  readonly epoch: number;
  readonly logEnd: number;
  readonly highWatermark: number;
  readonly active: boolean;
}

const GLYPHS: Readonly<Record<Quorate['role'], GlyphName>> = {
  unattached: 'question',
  follower: 'dot',
  prospective: 'question',
  candidate: 'ring',
  leader: 'star',
  resigned: 'barred',
};

/** The controllers of a quorum, a small card for each: role, epoch, end of the log and high watermark. */
export function ControllerCards({
  box,
  nodes,
  source,
  opened,
  statusOf,
  button,
  isTarget,
  selection,
}: StageProps & {
  readonly box: Box;
  readonly nodes: readonly CardNode[];
  readonly statusOf: (node: CardNode) => { readonly glyph: GlyphName; readonly word: string; readonly tone: string };
  readonly button: (name: string, label: string) => Readonly<Record<string, unknown>>;
  readonly isTarget: (name: string) => boolean;
}): ReactNode {
  const rows = useStageFrame(source, readControllers, [], opened);
  return (
    <div
      className="stage-controllers"
      style={{ left: box.x, top: box.y, width: box.width, height: box.height }}
      data-testid="controllers"
    >
      {nodes.map((node, at) => {
        const row = rows.find((one) => one.node === node.node);
        const title = nodeTitle(node.name, nodes.length);
        const status = statusOf(node);
        const down = node.status > 1;
        const role = row === undefined ? '' : t(row.active ? 'stage.quorum.active' : `stage.quorum.${row.role}`);
        const words = { name: title, status: status.word, role, epoch: row?.epoch ?? 0 };
        const ends = { logEnd: row?.logEnd ?? 0, highWatermark: row?.highWatermark ?? 0 };
        const label = down ? `${title}, ${status.word}` : t('stage.quorum.tip', { ...words, ...ends });
        return (
          <div
            key={node.node}
            className="stage-card stage-controller"
            data-tone={status.tone}
            data-active={row?.active === true && !down}
            data-target={isTarget(node.name)}
            data-selected={selection === node.name}
            title={label}
          >
            <button {...button(node.name, label)}>
              <span className="stage-card-head">
                <span className="stage-glyph">
                  <Glyph name={down || row === undefined ? 'cross' : GLYPHS[row.role]} size={12} />
                </span>
                <strong>C{at + 1}</strong>
                <span className="stage-status">{down || status.tone === 'risk' ? status.word : role}</span>
              </span>
              {row !== undefined && !down && (
                <span className="stage-quorum mono">
                  <span>e{row.epoch}</span>
                  <span>LEO {row.logEnd}</span>
                  <span>HW {row.highWatermark}</span>
                </span>
              )}
            </button>
          </div>
        );
      })}
    </div>
  );
}

function readControllers({ controllers }: Frame): Quorate[] {
  const found: Quorate[] = [];
  for (let row = 0; row < controllers.length; row++) {
    found.push({
      node: controllers.node[row] ?? -1,
      role: CONTROLLER_ROLES[controllers.role[row] ?? 0] ?? 'unattached',
      epoch: controllers.epoch[row] ?? 0,
      logEnd: controllers.logEnd[row] ?? 0,
      highWatermark: controllers.highWatermark[row] ?? 0,
      active: controllers.active[row] === 1,
    });
  }
  return found;
}
