/**
 * Java's `String.hashCode`, over UTF-16 code units, as a signed 32-bit number.
 */
export function javaStringHash(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash;
}

/** Kafka's absolute value: 0 for the smallest integer, whose absolute value is no int32. @see `Utils#abs` */
export function javaAbs(value: number): number {
  return value === -0x8000_0000 ? 0 : Math.abs(value);
}

/**
 * The partition of `__consumer_offsets` whose leader coordinates the group; a transactional id finds its
 * partition of `__transaction_state` in the same way.
 *
 * @see `GroupCoordinatorService#partitionFor`
 */
export function groupPartition(groupId: string, partitionCount: number): number {
  return javaAbs(javaStringHash(groupId)) % partitionCount;
}
