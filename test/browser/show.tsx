import type { ReactNode } from 'react';
import { createRoot } from 'react-dom/client';

/** Shows a part of the page in a box of its own. @returns takes it away again */
export function show(part: ReactNode): () => void {
  const box = document.createElement('div');
  document.body.append(box);
  const root = createRoot(box);
  root.render(part);
  return () => {
    root.unmount();
    document.body.replaceChildren();
  };
}

export function buttonNamed(text: string): HTMLButtonElement | undefined {
  return [...document.querySelectorAll('button')].find((one) => one.textContent?.trim() === text);
}

/** The button, or the page itself, on which a click does nothing. */
export function press(text: string): Element {
  return buttonNamed(text) ?? document.body;
}
