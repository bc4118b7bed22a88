import { ClientButtons } from '../by-hand/clients.tsx';
import { FaultPalette } from '../faults/palette.tsx';

export { Events } from '../events/events.tsx';
export { Guide } from '../guide/guide.tsx';
export { Inspector } from '../inspector/inspector.tsx';
export { LiveRegion, Narration } from './live-region.tsx';

/** What can be done to the run: faults, and clients that come and go. */
export function Faults() {
  return (
    <div className="app-faults">
      <FaultPalette />
      <ClientButtons />
    </div>
  );
}
