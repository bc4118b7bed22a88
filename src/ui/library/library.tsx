import { useEffect, useState } from 'react';
import type { LibraryEntry } from '../../engine/protocol.ts';
import { Dialog } from '../components/dialog.tsx';
import { say, t, useLanguage } from '../i18n/index.ts';
import { openAnother, set, theEngine, useStore } from '../store/store.ts';
import './library.css';

/** The shipped scenarios. A card asks its question and keeps the answer to itself. */
export function Library() {
  const isOpen = useStore((state) => state.panel === 'library');
  return isOpen ? <LibraryDialog /> : null;
}

function LibraryDialog() {
  useLanguage();
  const openId = useStore((state) => state.opened?.id ?? '');
  const [entries, setEntries] = useState<readonly LibraryEntry[] | null>(null);
  const [sought, setSought] = useState('');
  useEffect(() => {
    void theEngine().library().then(setEntries);
  }, []);
  const shown = (entries ?? []).filter((entry) => matches(entry, sought));
  const open = async (id: string): Promise<void> => {
    if (await openAnother(id)) set({ guideShown: true, tab: 'guide' });
  };
  return (
    <Dialog
      size="wide"
      title={t('library.title')}
      onClose={() => set({ panel: 'none' })}
      aside={
        <input
          className="library-search"
          data-first=""
          type="search"
          aria-label={t('library.search')}
          placeholder={t('library.search')}
          value={sought}
          onChange={(event) => setSought(event.target.value)}
        />
      }
    >
      <ul className="library dialog-content">
        {shown.map((entry) => (
          <li key={entry.id}>
            <button
              type="button"
              className="library-card"
              aria-current={entry.id === openId ? 'true' : undefined}
              data-scenario={entry.id}
              onClick={() => void open(entry.id)}
            >
              <strong>{say(entry.question)}</strong>
              <span>{say(entry.title)}</span>
              <small>{entry.tags.join(' · ')}</small>
            </button>
          </li>
        ))}
      </ul>
      {entries !== null && shown.length === 0 ? <p className="library-none">{t('library.none')}</p> : null}
    </Dialog>
  );
}

function matches(entry: LibraryEntry, sought: string): boolean {
  const words = sought.trim().toLowerCase();
  if (words === '') return true;
  const { title, question, tags, id } = entry;
  return [id, title.en, title.zh, question.en, question.zh, ...tags].some((text) => text.toLowerCase().includes(words));
}
