export const libraryMessages: Record<string, string> = {
  'library.title': 'Scenarios',
  'library.search': 'Search',
  'library.none': 'No scenario has these words.',
};
