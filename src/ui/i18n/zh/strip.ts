export const stripMessages: Record<string, string> = {
  'strip.label': '结论',
  'strip.soFar': '截至目前',
  'strip.final': '最终',
  'strip.nothingYet': '还没有确认任何记录',
  'strip.asProducer': '生产者所知',
  'strip.told':
    '生产者得到的答复：{confirmed} 条已写入{refused, plural, =0 {} other {，# 条被拒绝}}{doubt, plural, =0 {} other {，# 条没有答复}}{silent, plural, =0 {} other {，# 条发出后再无消息}}{open, plural, =0 {} other {，# 条仍未完成}}',
  'strip.filter': '计数；按下即只看这些记录',
  'strip.riskLine': '仅存一份，最近 2 秒',
  'strip.why': '为什么？',
  'strip.backToLoss': '回到丢失处',
  'strip.acksAll': '改为 acks=all 再跑一遍',
  'strip.nothingLost': '没有丢失：副本数据刚刚发出',
  'strip.nothingLostAll': '没有丢失：每次确认都等到了所有同步副本',
  'strip.backToStop': '回到停顿点',
  'strip.again': '再跑一遍',
};
