import { appMessages } from './app.ts';
import { byHandMessages } from './by-hand.ts';
import { countersMessages } from './counters.ts';
import { errorsMessages } from './errors.ts';
import { eventsMessages } from './events.ts';
import { fatesMessages } from './fates.ts';
import { faultsMessages } from './faults.ts';
import { guideMessages } from './guide.ts';
import { happenedMessages } from './happened.ts';
import { inspectorMessages } from './inspector.ts';
import { invariantsMessages } from './invariants.ts';
import { keysMessages } from './keys.ts';
import { libraryMessages } from './library.ts';
import { mistakesMessages } from './mistakes.ts';
import { openMessages } from './open.ts';
import { paletteMessages } from './palette.ts';
import { panelsMessages } from './panels.ts';
import { placesMessages } from './places.ts';
import { recordsMessages } from './records.ts';
import { settingsMessages } from './settings.ts';
import { stageMessages } from './stage.ts';
import { stripMessages } from './strip.ts';
import { timelineMessages } from './timeline.ts';

/** Every room's words. */
export const messages: Readonly<Record<string, string>> = {
  ...appMessages,
  ...byHandMessages,
  ...countersMessages,
  ...errorsMessages,
  ...eventsMessages,
  ...fatesMessages,
  ...faultsMessages,
  ...guideMessages,
  ...happenedMessages,
  ...inspectorMessages,
  ...invariantsMessages,
  ...keysMessages,
  ...libraryMessages,
  ...mistakesMessages,
  ...openMessages,
  ...paletteMessages,
  ...panelsMessages,
  ...placesMessages,
  ...recordsMessages,
  ...settingsMessages,
  ...stageMessages,
  ...stripMessages,
  ...timelineMessages,
};
