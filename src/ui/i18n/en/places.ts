/** What ended the last reachable copy of a lost record. */
export const placesMessages: Readonly<Record<string, string>> = {
  'where.never-left-client': 'It never left the client',
  'where.lost-with-connection': 'Lost with the connection',
  'where.process-memory': 'It was only in a process’s memory',
  'where.page-cache': 'It was only in the page cache when the power went',
  'where.only-on-dead-node': 'It is only on a broker that is down',
  'where.truncated-after-election': 'Truncated after an election: the new leader did not have it',
  'where.truncated-unclean': 'Truncated after an unclean election',
  'where.disk-destroyed': 'Its last disk was destroyed',
  'where.retention': 'Removed by retention',
  'where.skipped-by-position': 'The group’s position passed it',
  'where.offset-reset-latest': 'Skipped by a reset to the latest offset',
  'where.dropped-from-delay-or-half': 'Dropped from the delay or half-message store',
};
