import type { Context } from '../../sim/actor.ts';
import type { Log } from './log.ts';

/**
 * Hands what was appended to the disk: into the page cache, unless `flush.messages` wants it on the platter first.
 *
 * @remarks A roll flushes what lies before the new segment; nothing waits for that.
 * @returns µs for which the append must wait
 * @see `UnifiedLog#append`, `UnifiedLog#roll`
 */
export function writeLog(log: Log, ctx: Context): number {
  const { segments } = log;
  if (segments.rolled === 1) {
    segments.rolled = 0;
    ctx.flush(log.file);
    log.lastFlushUs = ctx.now;
  }
  const waitUs = ctx.write(log.file, log.logEnd);
  if (log.logEnd - log.settings.flushMessages < 0) return waitUs;
  if (log.logEnd - ctx.flushedPosition(log.file) < log.settings.flushMessages) return waitUs;
  log.lastFlushUs = ctx.now;
  return Math.max(waitUs, ctx.flush(log.file));
}

/** The flush task looks at a log. @see `LogManager#flushDirtyLogs` */
export function flushIfDue(log: Log, ctx: Context): void {
  if (ctx.now - log.lastFlushUs < log.settings.flushMs * 1000) return;
  ctx.flush(log.file);
  log.lastFlushUs = ctx.now;
}
