import * as v from 'valibot';

const FIELDS = v.record(v.string(), v.unknown());
const ANSWER = v.union([v.literal('pending'), FIELDS]);
const STEP = v.object({
  response: v.optional(ANSWER),
  completed: v.optional(v.array(FIELDS)),
  group: v.optional(v.nullable(FIELDS)),
});
const EXPECTED = v.object({ after: v.array(STEP) });
const PLAYED = v.object({ after: v.array(STEP), ids: v.record(v.string(), v.number()) });

type Fields = v.InferOutput<typeof FIELDS>;
type Ids = Readonly<Record<string, number>>;

/** What a vector writes for the id that the returning static member had before. */
const PREVIOUS_ID = 'previous id of the instance';

/** Whether a group's coordinator answered as expected; `completed` is a set, and member ids are in the vector's words. */
export function areRightAnswers(_input: unknown, expected: unknown, actual: unknown): boolean {
  const wanted = v.parse(EXPECTED, expected).after;
  const { after, ids } = v.parse(PLAYED, actual);
  return (
    wanted.length === after.length &&
    wanted.every(({ response, completed, group }, i) => {
      const step = after[i];
      if (step === undefined) return false;
      if (response !== undefined && !isAnswer(response, step.response, ids)) return false;
      if (completed !== undefined && !isSameSet(completed, step.completed ?? [], ids)) return false;
      if (group === undefined) return true;
      return group === null ? step.group === null : step.group != null && hasFields(group, step.group, ids);
    })
  );
}

/** Whether the protocol that was chosen is one of those that may be. */
export function isAnyOf(_input: unknown, expected: unknown, actual: unknown): boolean {
  const { anyOf } = v.parse(v.object({ anyOf: v.array(v.string()) }), expected);
  return anyOf.includes(v.parse(v.object({ protocol: v.string() }), actual).protocol);
}

/** Calls have names, so each expected answer can be meant for one call only. */
function isSameSet(wanted: readonly Fields[], own: readonly Fields[], ids: Ids): boolean {
  return (
    wanted.length === own.length &&
    wanted.every((answer) => own.some((one) => one.call === answer.call && hasFields(answer, one, ids)))
  );
}

function isAnswer(wanted: 'pending' | Fields, own: 'pending' | Fields | undefined, ids: Ids): boolean {
  if (wanted === 'pending' || own === undefined || own === 'pending') return wanted === own;
  return hasFields(wanted, own, ids);
}

function hasFields(wanted: Fields, own: Fields, ids: Ids): boolean {
  return Object.entries(wanted).every(([field, value]) => {
    if (value === null)
      return own[field] === undefined || own[field] === null || own[field] === '' || own[field] === -1;
    if (field === 'leader' && value === PREVIOUS_ID) return own.leader === own.previousId && own.leader !== -1;
    if ((field === 'leader' || field === 'memberId') && typeof value === 'string') {
      return own[field] === (value === '' ? -1 : ids[value]);
    }
    if (Array.isArray(value)) return JSON.stringify(value) === JSON.stringify(own[field]);
    return own[field] === value;
  });
}
