/** Statements that always hold, as they read when one is broken. */
export const invariantsMessages: Readonly<Record<string, string>> = {
  'invariant.acks-all-meaning': 'An ack with acks=all was given before every in-sync copy had the record',
  'invariant.batch-once': 'A batch of an idempotent producer is in the log twice or with a gap',
  'invariant.candidate-completeness': 'A copy that may be elected lacks committed records',
  'invariant.causality': 'Something happened before its cause',
  'invariant.conservation': 'A record has two outcomes, or the sums do not agree',
  'invariant.epoch-monotonic': 'An epoch went backwards',
  'invariant.hw-bounds': 'A high watermark is outside its log or fell',
  'invariant.isr-within-replicas': 'The ISR holds a broker that is no replica, or not its leader',
  'invariant.leader-completeness': 'A leader lacks committed records',
  'invariant.log-matching': 'Two logs differ below both high watermarks',
  'invariant.lso-bounds': 'The last stable offset is out of order',
  'invariant.one-leader-per-epoch': 'Two brokers led one partition in one epoch',
  'invariant.prefix-by-epoch': 'Two logs with the same epoch at an offset differ before it',
  'invariant.replication-covers-election': 'An ISR for replication does not cover the one for elections',
  'invariant.session-order': 'Records of one session are out of order',
  'invariant.strict-min-isr': 'The high watermark moved with fewer in-sync copies than min.insync.replicas',
};
