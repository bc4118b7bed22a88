/** What ended the last reachable copy of a lost record. */
export const placesMessages: Readonly<Record<string, string>> = {
  'where.never-left-client': '从未离开客户端',
  'where.lost-with-connection': '随连接一起丢失',
  'where.process-memory': '只在进程内存里',
  'where.page-cache': '断电时只在页缓存里',
  'where.only-on-dead-node': '只在一台宕机的 Broker 上',
  'where.truncated-after-election': '选举后被截断：新 Leader 没有这条记录',
  'where.truncated-unclean': 'unclean 选举后被截断',
  'where.disk-destroyed': '最后一份所在的磁盘已毁',
  'where.retention': '因保留策略被删除',
  'where.skipped-by-position': '消费位置跳过了它',
  'where.offset-reset-latest': '位移重置到 latest 时被跳过',
  'where.dropped-from-delay-or-half': '从延时或半消息存储中丢弃',
};
