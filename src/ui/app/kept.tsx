import { type ReactNode, useCallback } from 'react';

/** The guide's words that came with index.html; they are taken before the page is drawn over them. */
const words = document.querySelector(`.shell[lang="${document.documentElement.lang}"] .app-left-guide > *`);
const isShown = document.documentElement.dataset.shell !== 'none';

/** Keeps them in their place until the guide itself is there. */
export function KeptGuide(): ReactNode {
  const keep = useCallback((place: HTMLDivElement | null) => {
    if (words !== null && isShown) place?.append(words);
  }, []);
  return <div className="app-left-guide" inert ref={keep} />;
}
