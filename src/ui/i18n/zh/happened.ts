export const happenedMessages: Record<string, string> = {
  'events.title': '刚刚发生',
  'events.filter': '筛选事件',
  'events.key': '全部',
  'events.network': '网络',
  'events.storage': '存储',
  'events.group': '消费者组',
  'events.yours': '你的操作',
  'events.none': '还没有事件。',
};
