/** What became of a record. */
export const fatesMessages: Readonly<Record<string, string>> = {
  'fate.in-flight': '在途',
  'fate.delivered': '已投递',
  'fate.committed': '已提交',
  'fate.appended': '已追加，尚未提交',
  'fate.acked-on-one': '已确认，仅存一份',
  'fate.in-doubt': '结果未知',
  'fate.refused': '被拒绝',
  'fate.gone-unacked': '已消失，从未确认',
  'fate.reordered': '乱序',
  'fate.duplicate': '重复存储',
  'fate.lost': '确认后丢失',
  'fate.offline': '在宕机的 Broker 上',
  'fate.never-acked': '已消失，从未确认',
  'fate.internal': '控制记录',
  'fate.unknown': '结果未知',
};
