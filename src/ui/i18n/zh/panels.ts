export const panelsMessages: Record<string, string> = {
  'dialog.close': '关闭',
  'name.broker': 'Broker {id}',
  'name.controller': '控制器',
  'name.nobody': '无',
};
