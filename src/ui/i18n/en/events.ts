/** What happened, by kind of observation. */
export const eventsMessages: Readonly<Record<string, string>> = {
  'event.fault-begin':
    '{fault}{target, select, undefined {} other { on {target}}}, {by, select, user {injected by you} other {by the script}}',
  'event.fault-end': '{fault}{target, select, undefined {} other { on {target}}} ends',
  'event.node-status':
    '{node} {status, select, up {runs} stopping {is shutting down} stopped {has shut down} crashed {is gone: its process was killed} other {is off}}',
  'event.request-lost': 'A {api} request from {node} to {to} was lost',
  'event.reply-lost': '{to}’s answer to {node} ({api}) was lost; the work was done',
  'event.flushed': '{node} wrote its page cache to disk',
  'event.connection-ended': 'The connection of {node} to {peer} ended',
  'event.reserved': '{node}',
  'event.produced': '{node} called send for {topic}',
  'event.batch-closed': '{node} closed a batch of {count, plural, one {# record} other {# records}} for {partition}',
  'event.sent': '{node} sent a batch for {partition} to {to}{attempt, plural, =0 {} =1 {} other {, attempt #}}',
  'event.appended':
    '{node} appended {count, plural, one {# record} other {# records}} to {partition} at offset {baseOffset} as {role, select, leader {leader} other {follower}}',
  'event.shipped': '{node} handed {partition} offsets {fromOffset} to {toOffset} to {to}',
  'event.acked':
    '{node} was told: {partition} has it at offset {baseOffset} (acks={acks, plural, =0 {0} =1 {1} other {all}})',
  'event.weak': '{node} was told a weak yes for {partition}',
  'event.unknown': '{node} gave up on a batch for {partition}: its outcome is unknown ({error})',
  'event.refused': 'A batch for {partition} was refused: {error}',
  'event.fire-and-forget': '{node} handed a batch for {partition} to the network and will never be told',
  'event.retried': '{node} tries {partition} again in {backoffUs} ms after {error}',
  'event.hw-moved': '{node}: the readable limit of {partition} moves from {from} to {to}',
  'event.log-bounds': '{node}: {partition} holds offsets {logStart} to {logEnd}, readable up to {highWatermark}',
  'event.truncated':
    '{node} cut {partition} from {to} back to {from} ({reason, select, epoch {to agree with the leader} hw {to its high watermark} torn_tail {torn tail on disk} replica_removed {its replica was moved away} other {after an unclean election}})',
  'event.elected':
    '{how, select, none {{partition} has no leader: nobody is eligible} initial {{leader} leads {partition} in epoch {epoch} (initial)} clean {{leader} leads {partition} in epoch {epoch} (clean)} elr {{leader} leads {partition} in epoch {epoch} (from the ELR)} last_known {{leader} leads {partition} in epoch {epoch} (last known leader)} unclean {{leader} leads {partition} in epoch {epoch} (unclean)} other {{leader} leads {partition} in epoch {epoch} (preferred)}}',
  'event.isr':
    'ISR of {partition} is now {mask}, {by, select, leader {asked for by its leader} other {by the controller}}',
  'event.elr': 'ELR of {partition} is now {mask}',
  'event.leading': '{node} takes up {partition} in epoch {leaderEpoch}, log end {logEnd}',
  'event.following': '{node} follows {leader} for {partition} in epoch {leaderEpoch}',
  'event.broker-fenced': '{broker} was fenced: the controller no longer hears from it',
  'event.broker-unfenced': '{broker} may lead again',
  'event.broker-registered':
    '{broker} registered with the controller{clean, plural, =0 {, after an unclean stop} other {}}',
  'event.group-state':
    'Group {group} is {state, select, Empty {empty} PreparingRebalance {preparing a rebalance} CompletingRebalance {handing out partitions} Stable {stable} other {gone}}, generation {generation}, {members, plural, one {# member} other {# members}}',
  'event.assigned': '{member} gets {partition} ({group}, generation {generation})',
  'event.revoked': '{member} {lost, plural, =0 {gives up} other {lost}} {partition} ({group}, generation {generation})',
  'event.member-fenced': '{member} was thrown out of {group}: {error}',
  'event.delivered': '{member} received {partition} offset {offset}',
  'event.processed': '{member} processed {partition} offset {offset}',
  'event.position-committed': '{group} committed offset {offset} of {partition}',
  'event.position-reset':
    '{member} reads {partition} from {offset} ({why, select, no_committed_offset {nothing was committed} out_of_range {the offset was out of range} diverged {the log had changed} other {from the committed offset}})',
  'event.commit-refused': 'Offset {offset} of {partition} could not be committed by {member}: {error}',
  'event.duplicate-recognised':
    '{node} recognised a batch for {partition} that it has already: offset {baseOffset} stays',
  'event.producer-id-given': '{to} has producer ID {producerId}, epoch {producerEpoch}',
  'event.append-refused': '{node} refused a batch for {partition}: {error}',
  'event.client-started': '{node} started',
  'event.client-stopped': '{node} {clean, plural, =0 {stopped at once} other {stopped in order}}',
  'event.config-changed': 'A setting of {topic} was changed',
  'event.isr-accepted': '{partition}: the controller accepts an ISR with {member}',
  'event.read-replica':
    '{back, plural, =0 {{member} reads {partition} from {replica} from now on} other {{member} leaves {replica} and asks the leader of {partition}}}',
  'event.log-lost':
    '{node} lost {partition} from {from} to {to}{destroyed, plural, =0 {: not yet on disk} other {: the disk is gone}}',
  'event.controller-elected':
    '{node} was elected to lead the controllers in epoch {epoch}, with {votes} of {voters} votes',
  'event.controller-active': '{node} is the active controller: what came before epoch {epoch} is committed',
  'event.controller-resigned':
    '{node} leads the controllers no more (epoch {epoch}): {cause, select, no_majority {no majority fetches from it} higher_epoch {there is a later epoch} other {it is shutting down}}{uncommitted, plural, =0 {} one {; # change was not committed} other {; # changes were not committed}}',
  'event.metadata-appended': '{node} wrote offsets {from} to {to} of the metadata log to disk, epoch {epoch}',
  'event.metadata-committed': '{node} takes the metadata log below {to} as committed',
  'event.metadata-truncated':
    '{node} cut the metadata log from {from} back to {to}: those changes were never committed',
  'event.expired':
    '{node} deleted {partition} from {from} to {to} ({rule, select, time {older than retention.ms} size {more than retention.bytes} leader {as its leader did} other {below the log start}})',
  'event.cleaned':
    '{node} cleaned {partition} up to {to}: {removed, plural, =0 {nothing to remove} one {# record removed} other {# records removed}}, {bytesBefore} B → {bytesAfter} B',
  'event.recompressed': '{node} compressed a batch of {partition} anew: {bytesBefore} B → {bytesAfter} B',
  'event.compacted': "{node}'s cleaner removed offset {offset} of {partition}",
  'event.rewritten':
    "{node}'s cleaner wrote a batch of {partition} anew: {records, plural, =0 {no record is left} one {# record is left} other {# records are left}}",
  'event.log-dir-failed':
    '{node} halts: its log directory failed ({disk, select, full {no space left} other {the disk reports errors}})',
  'event.reassigned':
    '{state, select, moving {{partition} is being moved: {adding} added, {removing} to go} other {{partition} is now on {replicas}}}',
  'how.clean': 'clean election: the new leader was in sync',
  'how.elr': 'elected from the ELR',
  'how.last-known': 'the last known leader came back',
  'how.unclean': 'unclean election: the new leader was not in sync',
  'how.preferred': 'preferred leader',
  'how.none': 'no leader: nobody is eligible',
  'how.initial': 'initial leader',
  'group.Empty': 'empty',
  'group.PreparingRebalance': 'preparing a rebalance',
  'group.CompletingRebalance': 'handing out partitions',
  'group.Stable': 'stable',
  'group.Dead': 'gone',
  'status.up': 'up',
  'status.stopping': 'shutting down',
  'status.stopped': 'shut down',
  'status.crashed': 'killed',
  'status.off': 'without power',
};
