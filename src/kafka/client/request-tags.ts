/** What a consumer's request is for: the `tag` of requests in flight. */
export const FIND_TAG = 1;
export const JOIN_TAG = 2;
export const SYNC_TAG = 3;
export const HEARTBEAT_TAG = 4;
export const LEAVE_TAG = 5;
/** commitAsync, and auto-commit in poll. */
export const ASYNC_COMMIT_TAG = 6;
export const AUTO_COMMIT_TAG = 7;
/** A commit that somebody waits for. */
export const SYNC_COMMIT_TAG = 8;
export const OFFSET_FETCH_TAG = 9;
export const LIST_OFFSETS_TAG = 10;
export const EPOCH_TAG = 11;
export const FETCH_TAG = 12;
