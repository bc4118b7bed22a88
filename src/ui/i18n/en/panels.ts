export const panelsMessages: Record<string, string> = {
  'dialog.close': 'Close',
  'name.broker': 'Broker {id}',
  'name.controller': 'Controller',
  'name.controllerOf': 'Controller {id}',
  'name.nobody': 'nobody',
};
