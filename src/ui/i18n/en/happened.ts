export const happenedMessages: Record<string, string> = {
  'events.title': 'What just happened',
  'events.filter': 'Which events',
  'events.key': 'All',
  'events.network': 'Network',
  'events.storage': 'Storage',
  'events.group': 'Group',
  'events.yours': 'Yours',
  'events.none': 'Nothing yet.',
};
