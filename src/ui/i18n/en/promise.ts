/** The strip of settings, and what an ack promises. */
export const promiseMessages: Readonly<Record<string, string>> = {
  'promise.nothing': 'An ack here promises nothing: the producer does not wait for an answer.',
  'promise.leader': 'An ack here promises one copy: the leader’s.',
  'promise.only': 'An ack here promises one copy: there is only one.',
  'promise.one': 'An ack here promises every in-sync copy: perhaps only the leader’s.',
  'promise.unclean':
    'An ack here promises {n, plural, one {# copy} other {# copies}}, unless an unclean election undoes it.',
  'promise.copies': 'An ack here promises {n} copies.',
  'settings.strip': 'Settings that matter here',
  'settings.risky': 'risky',
  'settings.edit': 'Edit',
};
