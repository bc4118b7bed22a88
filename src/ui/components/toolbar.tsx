import { type FocusEvent, type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';

interface ToolbarProps {
  readonly label: string;
  readonly className: string;
  readonly children: ReactNode;
}

/** Buttons that are one stop in the tab order: arrows, Home and End move between them. */
export function Toolbar({ label, className, children }: ToolbarProps): ReactNode {
  const bar = useRef<HTMLDivElement>(null);
  const buttons = (): HTMLButtonElement[] => [...(bar.current?.querySelectorAll('button') ?? [])];
  useEffect(() => {
    const all = buttons();
    if (!all.some((one) => one.tabIndex === 0 && one.dataset.stop !== undefined)) stopAt(all, all[0]);
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    const all = buttons();
    const place = document.activeElement instanceof HTMLButtonElement ? all.indexOf(document.activeElement) : 0;
    const next = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: all.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    all[(next + all.length) % all.length]?.focus();
  };
  const onFocus = ({ target }: FocusEvent): void => {
    if (target instanceof HTMLButtonElement) stopAt(buttons(), target);
  };
  return (
    <div
      ref={bar}
      className={className}
      role="toolbar"
      aria-label={label}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      onFocus={onFocus}
    >
      {children}
    </div>
  );
}

function stopAt(all: readonly HTMLButtonElement[], stop: HTMLButtonElement | undefined): void {
  for (const one of all) {
    one.tabIndex = one === stop ? 0 : -1;
    if (one === stop) one.dataset.stop = '';
    else delete one.dataset.stop;
  }
}
