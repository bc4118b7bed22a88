import { t, useLanguage } from '../i18n/index.ts';
import { act, set, useStore } from '../store/store.ts';
import { useFrame } from '../store/use-frame.ts';
import { readMembers, readProducers } from './running.ts';
import './by-hand.css';

/** Adds and removes clients while the run goes on. The selected one is removed; without a selection the newest. */
export function ClientButtons() {
  useLanguage();
  const opened = useStore((state) => state.opened);
  const selection = useStore((state) => state.selection);
  const running = useFrame(readProducers, []);
  const members = useFrame(readMembers, []);
  if (opened === null) return null;
  const text = (index: number): string => opened.names.texts[index] ?? '';
  const producers = running.map(text);
  const selected = /^(producer|member)\((?:.*,)?([^,)]+)\)$/.exec(selection);
  const producer = selected?.[1] === 'producer' ? (selected[2] ?? '') : (producers.at(-1) ?? '');
  const member = selected?.[1] === 'member' ? (selected[2] ?? '') : text(members.at(-1) ?? -1);
  const like = opened.producers.find((one) => one.id === producer)?.id ?? opened.producers[0]?.id ?? '';
  const group = opened.groups[0]?.id ?? '';
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a form's looks and meaning
    <div className="clients" role="group" aria-label={t('byHand.clients')}>
      <Pair
        name={t('byHand.producerShort')}
        add={t('byHand.addProducer', { like })}
        remove={t('byHand.removeProducer', { id: producer })}
        onAdd={like === '' ? null : () => void act({ do: 'add-producer', like })}
        onRemove={producer === '' ? null : () => void act({ do: 'remove-producer', producer })}
      />
      <Pair
        name={t('byHand.consumerShort')}
        add={t('byHand.addMember', { group })}
        remove={t('byHand.removeMember', { id: member })}
        onAdd={group === '' ? null : () => void act({ do: 'add-member', group })}
        onRemove={member === '' ? null : () => void act({ do: 'remove-member', node: member })}
      />
      <button type="button" className="clients-send" onClick={() => set({ panel: 'cluster' })}>
        {t('byHand.cluster')}
      </button>
      <button type="button" className="clients-send" onClick={() => set({ panel: 'send' })}>
        {t('byHand.title')} <kbd>R</kbd>
      </button>
    </div>
  );
}

interface PairProps {
  readonly name: string;
  readonly add: string;
  readonly remove: string;
  readonly onAdd: (() => void) | null;
  readonly onRemove: (() => void) | null;
}

function Pair({ name, add, remove, onAdd, onRemove }: PairProps) {
  return (
    <span className="clients-pair">
      {name}
      <button
        type="button"
        aria-label={remove}
        title={remove}
        disabled={onRemove === null}
        onClick={() => onRemove?.()}
      >
        −
      </button>
      <button type="button" aria-label={add} title={add} disabled={onAdd === null} onClick={() => onAdd?.()}>
        +
      </button>
    </span>
  );
}
