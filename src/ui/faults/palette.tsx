import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { Frame, Opened } from '../../engine/protocol.ts';
import { type NodeRow, targetsOf } from '../components/fault-targets.ts';
import { nodeTitle, targetTitle } from '../components/run-names.ts';
import { has, t, useLanguage } from '../i18n/index.ts';
import { act, placeFault, set, useStore } from '../store/store.ts';
import { targetAddress } from '../store/target-address.ts';
import { useFrame } from '../store/use-frame.ts';
import { FaultIcon } from './icons.tsx';
import './palette.css';

/** Causes that can be placed; effects cannot. The first eight; the others stand under "More". */
const FIRST = ['crash', 'power-cut', 'stop', 'pause', 'isolate', 'cut-link', 'slow-link', 'reset-connection'] as const;
const GROUPS = ['node', 'link', 'disk'];
const COLUMNS = 4;

/**
 * Faults as a toolbar. Three equal ways: pick a fault, then its target here or on the stage; select a node, then
 * press the fault; drag the fault onto a node.
 */
export function FaultPalette() {
  useLanguage();
  const opened = useStore((state) => state.opened);
  const picked = useStore((state) => state.pickedFault);
  const selection = useStore((state) => state.selection);
  const [more, setMore] = useState(false);
  const nodes = useFrame(readNodes, []);
  const open = useFrame(readFaults, []);
  if (opened === null) return null;
  const rows = nodes.map(([name, kind, status]) => ({ name: opened.names.texts[name] ?? '', kind, status }));
  const known = opened.verbs.filter((verb) => GROUPS.includes(verb.group)).map((verb) => verb.name);
  const first = FIRST.filter((verb) => known.includes(verb));
  const others = known.filter((verb) => verb !== 'heal' && !first.some((one) => one === verb));
  const isDown = rows.some((row) => row.kind === 0 && row.status > 1);
  const verbs = [...first, ...others.filter((verb) => more || verb === picked || (verb === 'restart' && isDown))];
  const selected = rows.find((row) => row.name === nodeOfAddress(selection));

  const press = (verb: string): void => {
    const fits = selected !== undefined && targetsOf(verb, opened, rows).some((one) => one.name === selected.name);
    if (picked === verb) set({ pickedFault: null });
    else if (fits) void place(verb, selected.name);
    else set({ pickedFault: verb, said: t('palette.pickTarget', { fault: faultName(verb) }) });
  };
  return (
    <section className="palette" aria-label={t('palette.title')} data-palette="">
      <header className="palette-head">
        <h2>{t('palette.title')}</h2>
        <span>
          {t('palette.hint')} <kbd>F</kbd>
        </span>
      </header>
      <Toolbar verbs={verbs} picked={picked} onPress={press} />
      {others.length > 0 ? (
        <button type="button" className="palette-more" aria-expanded={more} onClick={() => setMore(!more)}>
          {t(more ? 'palette.fewer' : 'palette.more')}
        </button>
      ) : null}
      {picked !== null ? <Targets verb={picked} opened={opened} rows={rows} /> : null}
      <OpenFaults opened={opened} faults={open} />
    </section>
  );
}

interface ToolbarProps {
  readonly verbs: readonly string[];
  readonly picked: string | null;
  readonly onPress: (verb: string) => void;
}

/** One stop in the tab order; arrows go through the faults, in rows of four. */
function Toolbar({ verbs, picked, onPress }: ToolbarProps) {
  const [focused, setFocused] = useState(0);
  const bar = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS }[event.key];
    const next =
      event.key === 'Home' ? 0 : event.key === 'End' ? verbs.length - 1 : step === undefined ? -1 : focused + step;
    if (next < 0 || next >= verbs.length) return;
    event.preventDefault();
    setFocused(next);
    bar.current?.querySelectorAll('button')[next]?.focus();
  };
  return (
    <div
      ref={bar}
      className="palette-faults"
      role="toolbar"
      aria-label={t('palette.title')}
      tabIndex={-1}
      onKeyDown={onKeyDown}
    >
      {verbs.map((verb, i) => (
        <button
          key={verb}
          type="button"
          className="palette-fault"
          tabIndex={i === Math.min(focused, verbs.length - 1) ? 0 : -1}
          aria-pressed={picked === verb}
          data-fault={verb}
          data-verb={verb}
          title={has(`fault.${verb}.tip`) ? t(`fault.${verb}.tip`) : undefined}
          draggable
          onFocus={() => setFocused(i)}
          onDragStart={(event) => {
            event.dataTransfer.setData('text/plain', verb);
            event.dataTransfer.effectAllowed = 'copy';
            // a page that changes under a drag which has just begun ends it
            setTimeout(() => set({ pickedFault: verb }));
          }}
          onDragEnd={(event) => {
            if (event.dataTransfer.dropEffect === 'none') set({ pickedFault: null });
          }}
          onClick={() => onPress(verb)}
        >
          <FaultIcon verb={verb} />
          <span>{faultName(verb)}</span>
        </button>
      ))}
    </div>
  );
}

interface TargetsProps {
  readonly verb: string;
  readonly opened: Opened;
  readonly rows: readonly NodeRow[];
}

/** Where the picked fault may go. The same nodes are outlined on the stage. */
function Targets({ verb, opened, rows }: TargetsProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    if (before instanceof HTMLElement && before.matches('[data-fault]:focus-visible')) {
      box.current?.querySelector('button')?.focus();
    }
  }, []);
  const targets = targetsOf(verb, opened, rows);
  const cancel = (): void => {
    set({ pickedFault: null });
    document.querySelector<HTMLElement>(`[data-fault="${verb}"]`)?.focus();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a form's looks and meaning
    <div
      ref={box}
      className="palette-targets"
      role="group"
      aria-label={t('palette.pickTarget', { fault: faultName(verb) })}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        cancel();
      }}
    >
      <p>{targets.length === 0 ? t('palette.noTarget') : t('palette.pickTarget', { fault: faultName(verb) })}</p>
      {targets.map((row) => (
        <button
          key={row.name}
          type="button"
          className="palette-target"
          data-target={row.name}
          onClick={() => {
            void place(verb, row.name);
            document.querySelector<HTMLElement>(`[data-fault="${verb}"]`)?.focus();
          }}
        >
          {nodeTitle(row.name, opened.controllers.length)}
        </button>
      ))}
      <button type="button" className="palette-target palette-cancel" onClick={cancel}>
        {t('palette.cancel')}
      </button>
    </div>
  );
}

interface OpenFault {
  readonly verb: number;
  readonly target: number;
  readonly fromUs: number;
}

/** Faults that go on, each with its end at hand. A node that is down is started again instead. */
function OpenFaults({ opened, faults }: { readonly opened: Opened; readonly faults: readonly OpenFault[] }) {
  if (faults.length === 0) return null;
  const text = (index: number): string => opened.names.texts[index] ?? '';
  return (
    <ul className="palette-open" aria-label={t('palette.open')}>
      {faults.map((fault) => {
        const verb = text(fault.verb);
        const target = text(fault.target);
        return (
          <li key={`${verb} ${target} ${fault.fromUs}`}>
            <FaultIcon verb={verb} size={13} />
            <span>
              {faultName(verb)} · <b>{titleOf(target)}</b>
            </span>
            <button type="button" className="palette-end" onClick={() => void endFault(opened, verb, target)}>
              {t(isDown(verb) ? 'palette.restart' : 'palette.endNow')}
            </button>
          </li>
        );
      })}
      {faults.length > 1 ? (
        <li>
          <FaultIcon verb="heal" size={13} />
          <span>{t('palette.all')}</span>
          <button type="button" className="palette-end" onClick={() => void act({ do: 'heal', what: 'all' })}>
            {t('palette.endAll')}
          </button>
        </li>
      ) : null}
    </ul>
  );
}

async function place(verb: string, target: string): Promise<void> {
  if (await placeFault(verb, target)) {
    set({
      said: t('palette.placed', {
        fault: faultName(verb),
        target: nodeTitle(target, useStore.getState().opened?.controllers.length),
      }),
    });
  }
}

/** Ends one fault: a node that is down starts again; a link fault is found by one of its links. */
function endFault(opened: Opened, verb: string, target: string): Promise<boolean> {
  const [from = '', to = ''] = target.split(' → ').map((nodes) => targetAddress(opened, nodes.split(', ')[0] ?? ''));
  if (isDown(verb)) return act({ do: 'restart', node: from });
  return act({ do: 'heal', what: target.includes(' → ') ? `link(${from},${to})` : from });
}

function isDown(verb: string): boolean {
  return verb === 'crash' || verb === 'power-cut' || verb === 'stop';
}

function faultName(verb: string): string {
  return has(`fault.${verb}`) ? t(`fault.${verb}`) : verb;
}

/** `broker-1 → broker-2, broker-3` with the names that the page uses. */
function titleOf(target: string): string {
  return targetTitle(target, useStore.getState().opened?.controllers.length ?? 1);
}

/** `producer(checkout)` → `checkout`; a node's address is its name. */
function nodeOfAddress(address: string): string {
  return /^(?:producer|member)\((.+)\)$/.exec(address)?.[1] ?? address;
}

function readNodes(frame: Frame): readonly (readonly [number, number, number])[] {
  const { name, kind, status } = frame.nodes;
  return Array.from(name, (text, row) => [text, kind[row] ?? 0, status[row] ?? 0] as const);
}

function readFaults(frame: Frame): readonly OpenFault[] {
  const { faults } = frame;
  const now = frame.clock.timeUs[0] ?? 0;
  const open: OpenFault[] = [];
  for (let row = 0; row < faults.length; row++) {
    const [from, to] = [faults.fromUs[row] ?? 0, faults.toUs[row] ?? -1];
    if (from > now || (to >= 0 && to <= now)) continue;
    open.push({ verb: faults.verb[row] ?? -1, target: faults.target[row] ?? -1, fromUs: from });
  }
  return open;
}
