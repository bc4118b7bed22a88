import { goTo } from '../store/store.ts';
import { eventLook, eventSentence, type ToldEvent } from './event-sentence.ts';
import { Glyph } from './glyph.tsx';
import type { RunNames } from './run-names.ts';
import './event-row.css';

interface EventRowProps {
  readonly event: ToldEvent;
  readonly timeUs: number;
  readonly names: RunNames;
  /** It lies ahead of the instant on the screen. */
  readonly isAhead?: boolean;
  /** Draws the line that ties it to the next. */
  readonly isTied?: boolean;
  /** How often in a row, this being the latest. */
  readonly times?: number;
}

/** One event as time, sign and sentence. A click or Enter goes there. */
export function EventRow({ event, timeUs, names, isAhead = false, isTied = false, times = 1 }: EventRowProps) {
  const { glyph, tone } = eventLook(event);
  return (
    <button
      type="button"
      className={`event-row${isAhead ? ' event-row-ahead' : ''}${isTied ? ' event-row-tied' : ''}`}
      data-kind={event.kind}
      onClick={() => goTo(timeUs)}
    >
      <time className="mono">{(timeUs / 1e6).toFixed(3)}</time>
      <span className={`event-row-glyph event-row-${tone}`}>
        <Glyph name={glyph} />
      </span>
      <span className="event-row-words">
        {eventSentence(event, names)}
        {times > 1 ? <b> ×{times}</b> : null}
      </span>
    </button>
  );
}
