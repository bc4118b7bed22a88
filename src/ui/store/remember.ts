/** Reads a choice of an earlier visit; null where there is none, or where the browser keeps nothing. */
export function remembered(name: string): string | null {
  try {
    return window.localStorage.getItem(`mqscope.${name}`);
  } catch {
    return null;
  }
}

export function remember(name: string, value: string): void {
  try {
    window.localStorage.setItem(`mqscope.${name}`, value);
  } catch {
    // A browser that keeps nothing still shows everything.
  }
}
