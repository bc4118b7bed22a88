export const paletteMessages: Record<string, string> = {
  'palette.title': 'Break something',
  'palette.hint': 'pick or drag, or press',
  'palette.pickTarget': '{fault}: where?',
  'palette.noTarget': 'Nothing it could be aimed at now',
  'palette.cancel': 'Cancel',
  'palette.placed': '{fault} on {target}, injected by you',
  'palette.open': 'Faults that go on',
  'palette.endNow': 'End now',
  'palette.restart': 'Start again',
  'palette.all': 'All faults',
  'palette.endAll': 'End all',
};
