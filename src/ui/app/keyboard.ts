import { t } from '../i18n/index.ts';
import { changeSpeed, goToNewest, togglePlay } from '../store/playback.ts';
import { act, choices, goTo, redo, set, stepEvent, undo } from '../store/store.ts';

/** A key press as far as it matters here. */
export interface Press {
  readonly code: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/**
 * Keys of the page, by `event.code`, since an input method for Chinese turns `,` into `，`. Nothing fires while the
 * user types or composes, or while a dialog is open (but for Escape).
 */
export function onKey(event: KeyboardEvent): void {
  if (event.isComposing || event.defaultPrevented || isTyping(event.target)) return;
  if (document.querySelector('dialog[open]') !== null) return;
  const name = keyName(event, choices().letterKeys);
  const command = name === null ? undefined : KEYS[name];
  if (command === undefined || isTaken(event)) return;
  event.preventDefault();
  command();
}

/** The name under which a press is bound, null where it is left to the browser or single letters are turned off. */
export function keyName(press: Press, letterKeys: boolean): string | null {
  if (press.altKey) return null;
  const shift = press.shiftKey ? 'Shift+' : '';
  if (press.ctrlKey || press.metaKey) return `Control+${shift}${press.code}`;
  const isSign = /^(Key|Digit|Comma|Period|Bracket|Slash)/.test(press.code);
  return isSign && !letterKeys ? null : `${shift}${press.code}`;
}

const KEYS: Readonly<Record<string, () => void>> = {
  Space: togglePlay,
  Comma: () => void stepEvent(-1, false),
  Period: () => void stepEvent(1, false),
  'Shift+Comma': () => void stepEvent(-1, true),
  'Shift+Period': () => void stepEvent(1, true),
  Home: () => goTo(0),
  End: goToNewest,
  BracketLeft: () => changeSpeed(-1),
  BracketRight: () => changeSpeed(1),
  KeyF: toFaults,
  KeyC: () => set({ panel: 'settings' }),
  KeyL: () => set({ panel: 'ledger' }),
  KeyR: () => set({ panel: 'send' }),
  KeyO: () => document.querySelector<HTMLElement>('[data-open-file]')?.click(),
  KeyG: () => set({ guideShown: !choices().guideShown, tab: choices().tab === 'guide' ? 'cluster' : 'guide' }),
  KeyI: () => set({ inspectorShown: !choices().inspectorShown }),
  KeyE: toEvents,
  KeyB: toBytes,
  'Shift+KeyZ': () => set({ dockShown: !choices().dockShown }),
  'Shift+Slash': () => set({ panel: 'keys' }),
  Slash: () => set({ panel: 'library' }),
  'Control+KeyK': () => set({ panel: 'library' }),
  'Control+KeyZ': () => void undo().then((done) => done && set({ said: t('app.undone') })),
  'Control+Shift+KeyZ': () => void redo().then((done) => done && set({ said: t('app.redone') })),
  Delete: () => void removeSelected(),
  Escape: closeOrDeselect,
  ...Object.fromEntries(
    Array.from({ length: 9 }, (_, lane) => [
      `Digit${lane + 1}`,
      () => document.querySelectorAll<HTMLElement>('[data-lane]')[lane]?.focus(),
    ]),
  ),
};

/** To the palette, wherever it is; what is selected is what the next fault is aimed at. */
function toFaults(): void {
  set({ guideShown: true, tab: 'cluster' });
  focusSoon('[data-palette] [tabindex="0"]');
}

function toEvents(): void {
  set({ inspectorShown: true, tab: 'events' });
  focusSoon('[data-events]');
}

/** To the bytes of the selected record, or to the folder of the selected broker or replica. */
function toBytes(): void {
  if (choices().selection === '') return;
  set({ inspectorShown: true, tab: choices().tab === 'ledger' ? 'ledger' : 'cluster' });
  requestAnimationFrame(() => {
    const tab = document.querySelector<HTMLElement>('#inspector-tab-bytes, #inspector-tab-folder');
    tab?.click();
    tab?.focus();
  });
}

/** Focuses what is there, or what is there after the next rendering. */
function focusSoon(selector: string): void {
  const focus = (): boolean => {
    const element = document.querySelector<HTMLElement>(selector);
    element?.focus();
    return element !== null;
  };
  if (!focus()) requestAnimationFrame(focus);
}

/** Stops the selected client in order: a producer flushes, a member leaves its group. */
async function removeSelected(): Promise<void> {
  const client = /^(producer|member)\((?:.*,)?([^,)]+)\)$/.exec(choices().selection);
  if (client === null) return;
  const name = client[2] ?? '';
  await act(client[1] === 'producer' ? { do: 'remove-producer', producer: name } : { do: 'remove-member', node: name });
}

function closeOrDeselect(): void {
  const { pickedFault, selection } = choices();
  if (pickedFault !== null) set({ pickedFault: null });
  else if (selection !== '') set({ selection: '', uid: -1 });
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !['button', 'checkbox', 'radio', 'range', 'file'].includes(target.type);
}

/** Space and Enter belong to a focused button; Home and End to whatever has focus and knows them. */
function isTaken({ target, code }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (code === 'Space') return target.closest('button, summary, a, input') !== null;
  if (code === 'Home' || code === 'End') return target.closest('[role=slider], [role=grid], [role=toolbar]') !== null;
  return false;
}
