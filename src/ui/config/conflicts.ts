import type { Setting } from '../../engine/protocol.ts';
import { waitsForAll } from '../components/settings-at.ts';

/** A combination that a real client refuses at start, and the change beside it with which it would do. */
export interface Conflict {
  /** `settings.conflict.<id>` asks the question. */
  readonly id: 'needs-all' | 'needs-retries' | 'needs-five' | 'gives-up' | 'timeouts';
  readonly repair: { readonly setting: Setting; readonly value: string };
}

/** Most requests in flight for which a broker remembers the batches of a producer. @see KIP-679 */
const MOST_IN_FLIGHT = 5;

/**
 * What a change would contradict. Idempotence left at its default gives way to acks and retries without a word, and
 * only a given one conflicts with them; more than five requests in flight conflict with both since 4.0.
 *
 * @see `ProducerConfig#postProcessAndValidateIdempotenceConfigs`
 */
export function conflictOf(settings: readonly Setting[], changed: Setting, value: string): Conflict | null {
  if (changed.owner !== 'producer') return null;
  const own = settings.filter((one) => one.owner === 'producer' && one.ownerId === changed.ownerId);
  const find = (key: string): Setting | undefined => own.find((one) => one.key === key);
  const after = (key: string): string => (key === changed.key ? value : (find(key)?.value ?? ''));
  const idempotence = find('enable.idempotence');
  if (idempotence !== undefined && after('enable.idempotence') === 'true') {
    const turnsOn = changed.key === 'enable.idempotence';
    const explicit = turnsOn || idempotence.given;
    const contradicts = (key: string, bad: boolean, least: string, id: Conflict['id']): Conflict | null => {
      const other = find(key);
      if (!bad || other === undefined || !(turnsOn || key === changed.key)) return null;
      return turnsOn
        ? { id, repair: { setting: other, value: least } }
        : { id: 'gives-up', repair: { setting: idempotence, value: 'false' } };
    };
    const inFlight = Number(after('max.in.flight.requests.per.connection'));
    const found =
      contradicts('acks', explicit && !waitsForAll(after('acks')), 'all', 'needs-all') ??
      contradicts('retries', explicit && after('retries') === '0', '2147483647', 'needs-retries') ??
      contradicts('max.in.flight.requests.per.connection', inFlight > MOST_IN_FLIGHT, '5', 'needs-five');
    if (found !== null) return found;
  }
  const delivery = find('delivery.timeout.ms');
  const least = Number(after('linger.ms')) + Number(after('request.timeout.ms'));
  const explicitDelivery = delivery?.given === true || changed.key === 'delivery.timeout.ms';
  if (delivery !== undefined && explicitDelivery && Number(after('delivery.timeout.ms')) < least) {
    return { id: 'timeouts', repair: { setting: delivery, value: String(least) } };
  }
  return null;
}
