/** What became of a record. */
export const fatesMessages: Readonly<Record<string, string>> = {
  'fate.in-flight': 'in flight',
  'fate.delivered': 'delivered',
  'fate.committed': 'committed',
  'fate.appended': 'on the leader, not yet committed',
  'fate.acked-on-one': 'acked, on one broker only',
  'fate.in-doubt': 'outcome unknown',
  'fate.refused': 'refused',
  'fate.gone-unacked': 'gone, never acked',
  'fate.reordered': 'out of order',
  'fate.duplicate': 'stored twice',
  'fate.lost': 'acked, then lost',
  'fate.offline': 'on a broker that is down',
  'fate.never-acked': 'gone, never acked',
  'fate.internal': 'control record',
  'fate.unknown': 'outcome unknown',
};
