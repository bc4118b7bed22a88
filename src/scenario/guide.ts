import { parseRunValue, type RunValue, type Tally, type Vocabulary } from './expect.ts';
import type { Mistake, Report } from './mistakes.ts';
import type { KnownNames } from './names.ts';
import type { Bilingual, GivenGuideStep } from './schema.ts';
import type { System } from './system.ts';
import { parseMatcher } from './trigger.ts';
import { parseDuration } from './units.ts';
import type { Settings } from './variants.ts';

/** One step of a lesson. The right answer of a prediction is read from the run, never written down. */
export type GuideStep =
  | {
      readonly kind: 'predict';
      readonly question: Bilingual;
      /** Right is the choice with the greatest value that the answer reaches. */
      readonly choices: readonly { readonly text: Bilingual; readonly value: number }[];
      readonly answer: RunValue;
    }
  | {
      readonly kind: 'observe';
      readonly text: Bilingual;
      /** µs, −1 where the first match of a tally is the stop. */
      readonly stopUs: number;
      /** Place in the run's tallies, −1 where the time is fixed. */
      readonly stopTally: number;
      /** Address of what to look at, '' = nothing. */
      readonly cue: string;
    }
  | { readonly kind: 'explain'; readonly answer: Bilingual; readonly ideas: readonly Bilingual[] }
  | {
      readonly kind: 'try';
      readonly text: Bilingual;
      /** '' = the document itself. */
      readonly variant: string;
      readonly set: Settings;
    };

type Reader = Pick<System<unknown, never>, 'observations' | 'fieldKind' | 'errors' | 'apis'>;

export function parseGuide(
  given: readonly GivenGuideStep[],
  variants: readonly string[],
  system: Reader,
  names: KnownNames,
  vocabulary: Vocabulary,
  tallies: Tally[],
  mistakes: Mistake[],
): readonly GuideStep[] {
  const report: Report = (path, code, parameters = {}) => mistakes.push({ path, code, parameters });
  const steps: GuideStep[] = [];
  for (const [index, step] of given.entries()) {
    const path = `guide.${index}`;
    switch (step.kind) {
      case 'predict': {
        const answer = parseRunValue(step.answer, system, names, vocabulary, tallies, `${path}.answer`, report);
        if (answer !== null) steps.push({ kind: 'predict', question: step.question, choices: step.choices, answer });
        break;
      }
      case 'observe':
        steps.push({ kind: 'observe', text: step.text, cue: step.cue ?? '', ...stopOf(step.stop) });
        break;
      case 'explain':
        steps.push({ kind: 'explain', answer: step.answer, ideas: step.ideas });
        break;
      case 'try': {
        const variant = step.variant ?? '';
        if (variant !== '' && !variants.includes(variant))
          report(`${path}.variant`, 'variant.unknown', { found: variant });
        steps.push({ kind: 'try', text: step.text, variant, set: step.set ?? {} });
        break;
      }
    }

    function stopOf(stop: (GivenGuideStep & { kind: 'observe' })['stop']): { stopUs: number; stopTally: number } {
      if (typeof stop === 'string') return { stopUs: parseDuration(stop) ?? 0, stopTally: -1 };
      const matcher = parseMatcher(stop, system, names, `${path}.stop`, report);
      if (matcher === null) return { stopUs: -1, stopTally: -1 };
      tallies.push({ matcher, fromUs: 0, toUs: Number.POSITIVE_INFINITY, atRisk: false });
      return { stopUs: -1, stopTally: tallies.length - 1 };
    }
  }
  return steps;
}

/** The choice that a run's answer makes right: the greatest value that it reaches; −1 if it reaches none. */
export function rightChoice(choices: readonly { readonly value: number }[], answer: number): number {
  let right = -1;
  let best = Number.NEGATIVE_INFINITY;
  for (const [index, { value }] of choices.entries()) {
    if (value <= answer && value > best) {
      best = value;
      right = index;
    }
  }
  return right;
}
