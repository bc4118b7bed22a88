export const paletteMessages: Record<string, string> = {
  'palette.title': '注入故障',
  'palette.hint': '点选、拖放，或按',
  'palette.pickTarget': '{fault}：对谁？',
  'palette.noTarget': '眼下没有可以注入的对象',
  'palette.cancel': '取消',
  'palette.placed': '{target}：{fault}（由你注入）',
  'palette.open': '进行中的故障',
  'palette.endNow': '立即结束',
  'palette.restart': '重新启动',
  'palette.all': '全部故障',
  'palette.endAll': '全部结束',
};
