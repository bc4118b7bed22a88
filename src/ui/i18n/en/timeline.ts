/** The time dock. */
export const timelineMessages: Readonly<Record<string, string>> = {
  'timeline.axis': 'Simulated time',
  'timeline.value': '{time} seconds, event {event} of {events}',
  'timeline.lane.faults': 'Faults',
  'timeline.lane.leader': 'Leader',
  'timeline.lane.isr': 'ISR size',
  'timeline.lane.lag': 'Lag',
  'timeline.lane.ack': 'Ack latency',
  'timeline.lane.ledger': 'Ledger',
  'timeline.leader': '{node}, epoch {epoch}',
  'timeline.noLeader': 'no leader, {seconds} s',
  'timeline.notYet': 'not simulated yet',
  'timeline.healing': 'healing',
};
