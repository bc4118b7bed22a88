import { t } from '../i18n/index.ts';
import { act } from '../store/store.ts';

/** What an operator can ask of a partition. */
export function PartitionActs({ name }: { readonly name: string }) {
  return (
    <p className="inspector-acts">
      <button
        type="button"
        className="btn"
        data-elect="preferred"
        title={t('inspector.electPreferred.tip')}
        onClick={() => void act({ do: 'elect-leader', partition: name, type: 'preferred' })}
      >
        {t('inspector.electPreferred')}
      </button>
    </p>
  );
}
