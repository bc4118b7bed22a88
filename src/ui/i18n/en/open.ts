export const openMessages: Record<string, string> = {
  'open.drop': 'Drop it to open the scenario. It stays on this computer.',
  'open.opened': 'Opened {name}',
  'open.mistakes': '{n, plural, one {# thing to mend} other {# things to mend}}',
  'open.stays': 'Nothing was changed: the run on the screen stays as it was.',
};
