import { type ReactNode, useEffect, useRef } from 'react';
import { t, useLanguage } from '../i18n/index.ts';
import { Glyph } from './glyph.tsx';
import './dialog.css';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly size?: 'small' | 'wide';
  /** Stands beside the title. */
  readonly aside?: ReactNode;
}

/**
 * A native modal dialog: Esc and a click outside close it, and focus goes back to where it was. What is marked
 * `data-first` has the focus at first.
 */
export function Dialog({ title, onClose, children, size = 'small', aside }: DialogProps) {
  useLanguage();
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    box.current?.showModal();
    box.current?.querySelector<HTMLElement>('[data-first]')?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc is the dialog's own key, it ends in onCancel
    <dialog
      ref={box}
      className={`dialog dialog-${size}`}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === box.current) onClose();
      }}
    >
      <div className="dialog-body">
        <header className="dialog-head">
          <h2>{title}</h2>
          {aside}
          <button type="button" className="dialog-close" aria-label={t('dialog.close')} onClick={onClose}>
            <Glyph name="cross" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
