export const panelsMessages: Record<string, string> = {
  'dialog.close': 'Close',
  'name.broker': 'Broker {id}',
  'name.controller': 'Controller',
  'name.nobody': 'nobody',
};
