import { useEffect, useState } from 'react';
import { t, useLanguage } from '../i18n/index.ts';
import { openRun, set } from '../store/store.ts';
import './open.css';

/** Larger files are refused before a byte is read. */
const MOST_BYTES = 5 * 1024 * 1024;

/** Opens a scenario from a file: dropped anywhere on the page, or chosen by `O` or the top bar. It is sent nowhere. */
export function OpenFile() {
  useLanguage();
  const isOver = useFileDrop(openFile);
  return (
    <>
      <input
        type="file"
        hidden
        data-open-file=""
        accept=".json,application/json"
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file !== undefined) void openFile(file);
        }}
      />
      {isOver ? <div className="open-drop">{t('open.drop')}</div> : null}
    </>
  );
}

/** Reads a file and opens it. What is wrong with it is shown, and the run on the screen stays. */
export async function openFile(file: File): Promise<boolean> {
  if (file.size > MOST_BYTES) {
    set({
      panel: 'mistakes',
      mistakes: [
        {
          path: '',
          code: 'file.too-large',
          parameters: { most: MOST_BYTES },
        },
      ],
    });
    return false;
  }
  const text = await file.text();
  const opens = openRun({
    source: { from: 'text', text },
    variant: '',
    seed: null,
    set: {},
    commands: [],
    byHand: true,
  });
  if (!(await opens)) return false;
  set({ panel: 'none', guideStep: 0, predictions: {}, said: t('open.opened', { name: file.name }) });
  return true;
}

/** True while a file is held over the page. */
function useFileDrop(onFile: (file: File) => Promise<boolean>): boolean {
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
    const hasFile = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;
    const over = (event: DragEvent): void => {
      if (!hasFile(event)) return;
      event.preventDefault();
      setIsOver(true);
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setIsOver(false);
    };
    const drop = (event: DragEvent): void => {
      setIsOver(false);
      const file = event.dataTransfer?.files[0];
      if (!hasFile(event) || file === undefined) return;
      event.preventDefault();
      void onFile(file);
    };
    document.addEventListener('dragover', over);
    document.addEventListener('dragleave', leave);
    document.addEventListener('drop', drop);
    return () => {
      document.removeEventListener('dragover', over);
      document.removeEventListener('dragleave', leave);
      document.removeEventListener('drop', drop);
    };
  }, [onFile]);
  return isOver;
}
