import { useEffect, useState } from 'react';

/** Rises when the page's colours change: another theme, or colours that the system forces. */
export function useColours(): number {
  const [count, setCount] = useState(0);
  useEffect(() => {
    const onChange = (): void => setCount((before) => before + 1);
    const observer = new MutationObserver(onChange);
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    const forced = window.matchMedia('(forced-colors: active)');
    forced.addEventListener('change', onChange);
    return () => {
      observer.disconnect();
      forced.removeEventListener('change', onChange);
    };
  }, []);
  return count;
}
