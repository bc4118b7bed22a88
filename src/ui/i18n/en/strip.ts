export const stripMessages: Record<string, string> = {
  'strip.label': 'Verdict',
  'strip.soFar': 'so far',
  'strip.final': 'final',
  'strip.nothingYet': 'Nothing confirmed yet',
  'strip.filter': 'Counts; press one to see only its records',
  'strip.riskLine': 'At risk, last 2 s',
  'strip.why': 'Why?',
  'strip.acksAll': 'Set acks=all and run again',
  'strip.nothingLost': 'Nothing was lost: the copies had just left',
  'strip.nothingLostAll': 'Nothing was lost: each ack had waited for every in-sync copy',
  'strip.backToStop': 'Back to the stop',
  'strip.again': 'Run again',
};
