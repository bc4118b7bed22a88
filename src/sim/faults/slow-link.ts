import { closeLinkFault, durationOf, openLinkFault } from './link-faults.ts';
import type { Verb } from './verb.ts';

/** Latency and jitter of a direction, for what is sent from now on: congestion, another zone. */
export const slowLink: Verb<unknown> = {
  name: 'slow-link',
  target: 'link',
  group: 'link',
  aims: ['server', 'control', 'client'],
  parameters: { latency: { type: 'duration', default: '200ms' }, jitter: { type: 'duration', default: '' } },
  begin: (world, given) => {
    openLinkFault(world, given, 'slow-link', given.links, {
      cut: false,
      latency: durationOf(given, 'latency'),
      jitter: durationOf(given, 'jitter'),
    });
    return null;
  },
  end: closeLinkFault,
};
