import { evaluateValue } from './expect.ts';
import { rightChoice } from './guide.ts';
import { type Run, resultsOf } from './run.ts';

/** What a run says to a step of its guide. */
export interface GuideValue {
  /** Of a prediction: the number that was asked for, and the place of the choice that is right; −1 = none. */
  readonly answer: number;
  readonly right: number;
  /** Of an observation: where to stop, µs; −1 = its moment has not come. */
  readonly stopUs: number;
}

/** The values of each step, by step; final once the run has ended. */
export function guideValues<S>(run: Run<S>): readonly GuideValue[] {
  const results = resultsOf(run, run.witness.account(run.phase === 'ended', run.stuck));
  return run.scenario.guide.map((step) => {
    switch (step.kind) {
      case 'predict': {
        const answer = evaluateValue(step.answer, results);
        return { answer, right: rightChoice(step.choices, answer), stopUs: -1 };
      }
      case 'observe': {
        const stopUs = step.stopTally < 0 ? step.stopUs : (run.counts.firstUs[step.stopTally] ?? -1);
        return { answer: 0, right: -1, stopUs };
      }
      default:
        return { answer: 0, right: -1, stopUs: -1 };
    }
  });
}
