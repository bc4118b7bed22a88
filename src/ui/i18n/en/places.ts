/** What ended the last reachable copy of a lost record. */
export const placesMessages: Readonly<Record<string, string>> = {
  'where.never-left-client': 'Never left the client',
  'where.lost-with-connection': 'Lost with the connection',
  'where.process-memory': 'Only in a process’s memory',
  'where.page-cache': 'Only in the page cache when the power went',
  'where.only-on-dead-node': 'Only on a broker that is down',
  'where.truncated-after-election': 'Truncated after an election: not in the new leader’s log',
  'where.truncated-unclean': 'Truncated after an unclean election',
  'where.disk-destroyed': 'The last disk was destroyed',
  'where.retention': 'Removed by retention',
  'where.skipped-by-position': 'Passed over by the group’s position',
  'where.offset-reset-latest': 'Skipped by a reset to the latest offset',
  'where.dropped-from-delay-or-half': 'Dropped from the delay or half-message store',
};
