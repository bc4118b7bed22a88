/** The time dock. */
export const timelineMessages: Readonly<Record<string, string>> = {
  'timeline.axis': '模拟时间',
  'timeline.value': '{time} 秒，事件 {event} / {events}',
  'timeline.lane.faults': '故障',
  'timeline.lane.leader': 'Leader',
  'timeline.lane.isr': 'ISR 大小',
  'timeline.lane.lag': '积压',
  'timeline.lane.ack': '确认延迟',
  'timeline.lane.ledger': '账本',
  'timeline.leader': '{node}，纪元 {epoch}',
  'timeline.noLeader': '无 Leader，{seconds} 秒',
  'timeline.notYet': '尚未模拟',
  'timeline.healing': '恢复中',
};
