export const panelsMessages: Record<string, string> = {
  'dialog.close': '关闭',
  'name.broker': 'Broker {id}',
  'name.controller': '控制器',
  'name.controllerOf': '控制器 {id}',
  'name.nobody': '无',
};
