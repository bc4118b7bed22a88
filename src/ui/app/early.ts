import { isFirst, startOf } from './place.ts';

/*
 * Runs before anything is painted or fetched, as a script inside index.html: words and colours are right from the
 * start, and what the page will ask for first is on its way while its main script still is. The build puts it there
 * with the addresses of these parts (`tools/early-script.mjs`).
 */
const { place, language, theme } = startOf();
const page = document.documentElement;
page.lang = language === 'zh' ? 'zh-CN' : 'en';
page.dataset.theme = theme;
const parts = document.currentScript?.dataset ?? {};
preload(parts[language]);
if (isFirst(place)) preload(parts.firstRun);
else page.dataset.shell = 'none';

function preload(address: string | undefined): void {
  if (address === undefined) return;
  const link = document.createElement('link');
  link.rel = 'modulepreload';
  link.crossOrigin = '';
  link.href = address;
  document.head.append(link);
}
