import type { FolderFile } from '../../engine/protocol.ts';
import { Glyph } from '../components/glyph.tsx';
import { t } from '../i18n/index.ts';
import { theEngine } from '../store/store.ts';
import { LookupBox } from './folder-lookup.tsx';
import { folderOf, namesOf, type Place, replicaAddress } from './folder-place.ts';
import { type OnDisk, useDisk } from './use-disk.ts';

interface FileListProps {
  readonly place: Place;
  readonly onGo: (place: Place) => void;
}

/** What is in a folder, with sizes; a replica's also answers look-ups. */
export function FileList({ place, onGo }: FileListProps) {
  const folder = useDisk(`folder ${place.owner}`, (timeUs) => theEngine().folder(timeUs, place.owner));
  if (folder === null || folder.value === null) return <Missing answer={folder} />;
  const { files, logStart, highWatermark, logEnd, dirt } = folder.value;
  return (
    <>
      {logEnd >= 0 ? (
        <p className="folder-note mono">{t('folder.summary', { logStart, highWatermark, logEnd })}</p>
      ) : null}
      {dirt === null ? null : (
        <p className="folder-note">
          {t(dirt.isCleaning ? 'folder.cleaning' : 'folder.dirt', {
            from: dirt.firstDirtyOffset,
            to: dirt.firstUncleanableOffset,
            ratio: Math.round(dirt.ratio * 100),
            min: Math.round(dirt.minRatio * 100),
          })}
        </p>
      )}
      {logEnd >= 0 ? <LookupBox place={place} end={logEnd} onGo={onGo} /> : null}
      <table className="folder-table">
        <thead>
          <tr>
            <th scope="col">{t('folder.name')}</th>
            <th scope="col">{t('folder.size')}</th>
          </tr>
        </thead>
        <tbody>
          {files.map((file) => (
            <tr key={file.name}>
              <td>
                {file.kind === 'deleted' || file.kind === 'cleaned' ? (
                  <span className="mono">{file.name}</span>
                ) : (
                  <button type="button" className="mono folder-open" onClick={() => onGo(opened(place, file))}>
                    {file.name}
                    {file.kind === 'folder' ? '/' : ''}
                  </button>
                )}
                <small>{t(`folder.kind.${file.kind}`)}</small>
              </td>
              <td>
                {file.kind === 'cleaned' ? null : size(file.bytes)}
                {file.usedBytes < file.bytes ? <small>{t('folder.used', { used: size(file.usedBytes) })}</small> : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** A text file, whole. */
export function TextFile({ place }: { readonly place: Place }) {
  const folder = useDisk(`folder ${place.owner}`, (timeUs) => theEngine().folder(timeUs, place.owner));
  const file = folder?.value?.files.find(({ name }) => name === place.name);
  if (file === undefined) return <Missing answer={folder} />;
  return (
    <>
      <p className="folder-note">{t(`folder.kind.${file.kind}`)}</p>
      <pre className="folder-text mono">{file.text}</pre>
    </>
  );
}

/** Nothing yet, or nothing at all. */
export function Missing({ answer }: { readonly answer: OnDisk<unknown> }) {
  return (
    <p className="inspector-empty" role="status">
      <Glyph name={answer === null ? 'clock' : 'ring'} size={13} />{' '}
      {t(answer === null ? 'folder.loading' : 'folder.gone')}
    </p>
  );
}

/** `12,345 B`: whole bytes, as a folder's list has them. */
export function size(bytes: number): string {
  return `${bytes.toLocaleString('en')} B`;
}

function opened(place: Place, file: FolderFile): Place {
  const { broker } = namesOf(place);
  switch (file.kind) {
    case 'folder':
      return folderOf(replicaAddress(file.name, broker));
    case 'log':
    case 'index':
    case 'timeindex':
      return { ...place, file: file.kind, segment: file.baseOffset };
    default:
      return { ...place, file: 'text', name: file.name };
  }
}
