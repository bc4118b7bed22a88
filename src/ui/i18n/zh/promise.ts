/** The strip of settings, and what an ack promises. */
export const promiseMessages: Readonly<Record<string, string>> = {
  'promise.nothing': '此处的确认不作任何承诺：生产者不等应答。',
  'promise.leader': '此处的确认只承诺一份：Leader 的那份。',
  'promise.only': '此处的确认只承诺一份：总共只有一份。',
  'promise.one': '此处的确认承诺全部同步副本：可能只有 Leader 一份。',
  'promise.unclean': '此处的确认承诺 {n} 份，但 unclean 选举可以推翻它。',
  'promise.copies': '此处的确认承诺 {n} 份副本。',
  'settings.strip': '此处重要的设置',
  'settings.risky': '有风险',
  'settings.edit': '修改',
};
