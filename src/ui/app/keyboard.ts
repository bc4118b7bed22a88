import { changeSpeed, goToNewest } from '../store/playback.ts';
import { choices, goTo, placeFault, redo, set, stepEvent, undo } from '../store/store.ts';

/**
 * Keys of the page, by `event.code`, since an input method for Chinese turns `,` into `，`. Nothing fires while the
 * user types or composes, or while a dialog is open (but Escape).
 */
export function onKey(event: KeyboardEvent): void {
  if (event.isComposing || event.defaultPrevented || isTyping(event.target)) return;
  const control = event.ctrlKey || event.metaKey;
  if (control && event.code === 'KeyZ') {
    event.preventDefault();
    void (event.shiftKey ? redo() : undo());
    return;
  }
  if (control || event.altKey) return;
  if (event.code !== 'Escape' && document.querySelector('dialog[open]') !== null) return;
  const act = KEYS[event.shiftKey ? `Shift+${event.code}` : event.code];
  if (act === undefined || isTaken(event)) return;
  event.preventDefault();
  act();
}

const KEYS: Readonly<Record<string, () => void>> = {
  Space: () => set({ playing: !choices().playing, stopUs: -1 }),
  Comma: () => void stepEvent(-1, false),
  Period: () => void stepEvent(1, false),
  'Shift+Comma': () => void stepEvent(-1, true),
  'Shift+Period': () => void stepEvent(1, true),
  Home: () => goTo(0),
  End: () => goToNewest(),
  BracketLeft: () => changeSpeed(-1),
  BracketRight: () => changeSpeed(1),
  KeyF: () => document.querySelector<HTMLElement>('[data-palette] button')?.focus(),
  KeyC: () => set({ panel: 'settings' }),
  KeyL: () => set({ panel: 'ledger' }),
  KeyR: () => set({ panel: 'send' }),
  KeyO: () => document.querySelector<HTMLElement>('[data-open-file]')?.click(),
  KeyG: () => set({ guideShown: !choices().guideShown, tab: 'guide' }),
  KeyI: () => set({ inspectorShown: !choices().inspectorShown }),
  KeyE: () => document.querySelector<HTMLElement>('[data-events]')?.focus(),
  'Shift+Slash': () => set({ panel: 'keys' }),
  Slash: () => set({ panel: 'library' }),
  Delete: () => void removeSelected(),
  Escape: () => closeOrDeselect(),
};
for (let lane = 1; lane <= 9; lane++) {
  Reflect.set(KEYS, `Digit${lane}`, () => document.querySelectorAll<HTMLElement>('[data-lane]')[lane - 1]?.focus());
}

async function removeSelected(): Promise<void> {
  const { selection } = choices();
  const node = /^(producer|member)\((.+)\)$/.exec(selection);
  if (node !== null) await placeFault('stop', selection);
}

function closeOrDeselect(): void {
  const { pickedFault, selection } = choices();
  if (pickedFault !== null) set({ pickedFault: null });
  else if (selection !== '') set({ selection: '', uid: -1 });
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true;
  return target instanceof HTMLInputElement && !['button', 'checkbox', 'radio', 'range', 'file'].includes(target.type);
}

/** Space and Enter belong to a focused button; arrows, Home and End to whatever has focus. */
function isTaken(event: KeyboardEvent): boolean {
  const { target } = event;
  if (!(target instanceof HTMLElement)) return false;
  if (event.code === 'Space') return target.closest('button, summary, a, input') !== null;
  if (event.code === 'Home' || event.code === 'End')
    return target.closest('[role=slider], [role=grid], [role=toolbar]') !== null;
  return false;
}
