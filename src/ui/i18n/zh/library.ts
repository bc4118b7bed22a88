export const libraryMessages: Record<string, string> = {
  'library.title': '场景',
  'library.search': '搜索',
  'library.none': '没有符合的场景。',
};
