/** Statements that always hold, as they read when one is broken. */
export const invariantsMessages: Readonly<Record<string, string>> = {
  'invariant.acks-all-meaning': 'acks=all 的确认早于所有同步副本写入',
  'invariant.batch-once': '幂等生产者的批次在日志中重复或有缺口',
  'invariant.candidate-completeness': '可被选举的副本缺少已提交的记录',
  'invariant.causality': '某事早于其原因发生',
  'invariant.conservation': '某条记录有两种结果，或合计不符',
  'invariant.epoch-monotonic': '纪元倒退',
  'invariant.hw-bounds': 'HW 超出日志或下降',
  'invariant.isr-within-replicas': 'ISR 中有非副本，或缺少 Leader',
  'invariant.leader-completeness': 'Leader 缺少已提交的记录',
  'invariant.log-matching': '两份日志在双方 HW 以下不一致',
  'invariant.lso-bounds': 'LSO 次序不对',
  'invariant.one-leader-per-epoch': '同一纪元中一个分区有两个 Leader',
  'invariant.prefix-by-epoch': '同纪元同位移之前两份日志不一致',
  'invariant.replication-covers-election': '复制用的 ISR 未覆盖选举用的 ISR',
  'invariant.session-order': '同一会话的记录乱序',
  'invariant.strict-min-isr': '同步副本少于 min.insync.replicas 时 HW 仍前移',
};
