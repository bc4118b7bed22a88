import { appMessages } from './app.ts';
import { countersMessages } from './counters.ts';
import { fatesMessages } from './fates.ts';
import { faultsMessages } from './faults.ts';
import { panelsMessages } from './panels.ts';
import { placesMessages } from './places.ts';
import { promiseMessages } from './promise.ts';
import { stageMessages } from './stage.ts';
import { stripMessages } from './strip.ts';
import { timelineMessages } from './timeline.ts';

/** What the first picture says. */
export const messages: Readonly<Record<string, string>> = {
  ...appMessages,
  ...countersMessages,
  ...fatesMessages,
  ...faultsMessages,
  ...panelsMessages,
  ...placesMessages,
  ...promiseMessages,
  ...stageMessages,
  ...stripMessages,
  ...timelineMessages,
};
