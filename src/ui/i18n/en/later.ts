import { byHandMessages } from './by-hand.ts';
import { errorsMessages } from './errors.ts';
import { eventsMessages } from './events.ts';
import { guideMessages } from './guide.ts';
import { happenedMessages } from './happened.ts';
import { inspectorMessages } from './inspector.ts';
import { invariantsMessages } from './invariants.ts';
import { keysMessages } from './keys.ts';
import { libraryMessages } from './library.ts';
import { mistakesMessages } from './mistakes.ts';
import { openMessages } from './open.ts';
import { paletteMessages } from './palette.ts';
import { recordsMessages } from './records.ts';
import { settingsMessages } from './settings.ts';

/** What panes, panels and lists say. */
export const messages: Readonly<Record<string, string>> = {
  ...byHandMessages,
  ...errorsMessages,
  ...eventsMessages,
  ...guideMessages,
  ...happenedMessages,
  ...inspectorMessages,
  ...invariantsMessages,
  ...keysMessages,
  ...libraryMessages,
  ...mistakesMessages,
  ...openMessages,
  ...paletteMessages,
  ...recordsMessages,
  ...settingsMessages,
};
