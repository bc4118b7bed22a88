export const stripMessages: Record<string, string> = {
  'strip.label': 'Verdict',
  'strip.soFar': 'so far',
  'strip.final': 'final',
  'strip.nothingYet': 'Nothing confirmed yet',
  'strip.asProducer': 'What the producer knows',
  'strip.told':
    'The producer was told: {confirmed, plural, one {# record} other {# records}} stored{refused, plural, =0 {} other {, # refused}}{doubt, plural, =0 {} other {, # without an answer}}{silent, plural, =0 {} other {, # sent and never heard of}}{open, plural, =0 {} other {, # still open}}',
  'strip.filter': 'Counts; press one to see only its records',
  'strip.riskLine': 'At risk, last 2 s',
  'strip.why': 'Why?',
  'strip.backToLoss': 'Back to the loss',
  'strip.acksAll': 'Set acks=all and run again',
  'strip.nothingLost': 'Nothing was lost: the copies had just left',
  'strip.nothingLostAll': 'Nothing was lost: each ack had waited for every in-sync copy',
  'strip.backToStop': 'Back to the stop',
  'strip.again': 'Run again',
};
