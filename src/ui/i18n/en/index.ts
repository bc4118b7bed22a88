import { appMessages } from './app.ts';
import { byHandMessages } from './by-hand.ts';
import { guideMessages } from './guide.ts';
import { happenedMessages } from './happened.ts';
import { inspectorMessages } from './inspector.ts';
import { keysMessages } from './keys.ts';
import { libraryMessages } from './library.ts';
import { openMessages } from './open.ts';
import { paletteMessages } from './palette.ts';
import { panelsMessages } from './panels.ts';
import { recordsMessages } from './records.ts';
import { stageMessages } from './stage.ts';
import { stripMessages } from './strip.ts';
import { timelineMessages } from './timeline.ts';

/** Every room's words. */
export const messages: Readonly<Record<string, string>> = {
  ...appMessages,
  ...byHandMessages,
  ...guideMessages,
  ...happenedMessages,
  ...inspectorMessages,
  ...keysMessages,
  ...libraryMessages,
  ...openMessages,
  ...paletteMessages,
  ...panelsMessages,
  ...recordsMessages,
  ...stripMessages,
  ...timelineMessages,
  ...stageMessages,
};
