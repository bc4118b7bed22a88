import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { Frame, GuideStep, Opened, Verdict } from '../../engine/protocol.ts';
import { Glyph } from '../components/glyph.tsx';
import { say, t, useLanguage } from '../i18n/index.ts';
import { frames } from '../store/frame-source.ts';
import { goTo, openRun, restart, set, useStore } from '../store/store.ts';
import { useFrame } from '../store/use-frame.ts';
import './guide.css';

type Step<K extends GuideStep['kind']> = Extract<GuideStep, { kind: K }>;

/** Predict, observe, explain, try: the answer is locked in before anything is revealed. */
export function Guide({ brief = false }: { /** The current step alone. */ readonly brief?: boolean }) {
  useLanguage();
  const opened = useStore((state) => state.opened);
  const current = useStore((state) => state.guideStep);
  if (opened === null || opened.guide.length === 0) return null;
  const step = Math.min(current, opened.guide.length - 1);
  return (
    <section className={brief ? 'guide guide-brief' : 'guide'} aria-label={t('guide.label')} data-guide="">
      {brief ? null : <Heading opened={opened} step={step} />}
      <ol className="guide-steps">
        {opened.guide.map((one, i) => {
          if (brief && i !== step) return null;
          return (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: steps never move
              key={`${opened.id} ${i}`}
              className={i < step ? 'guide-done' : i === step ? 'guide-now' : 'guide-later'}
            >
              <h3>
                <span className="guide-number">{i < step ? <Glyph name="check" size={11} /> : i + 1}</span>
                {t(`guide.${one.kind}`)}
              </h3>
              {i <= step ? <StepBody step={one} index={i} isCurrent={i === step} opened={opened} /> : null}
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function Heading({ opened, step }: { readonly opened: Opened; readonly step: number }) {
  return (
    <>
      <div className="guide-progress">
        {opened.guide.map((one, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps never move
          <span key={i} className={`guide-pip${i <= step ? ' guide-pip-on' : ''}`} data-kind={one.kind} />
        ))}
        <small>{t('guide.step', { n: step + 1, count: opened.guide.length })}</small>
      </div>
      <h2 className="guide-title">{say(opened.title)}</h2>
      <p className="guide-question">{say(opened.question)}</p>
    </>
  );
}

interface BodyProps<K extends GuideStep['kind']> {
  readonly step: Step<K>;
  readonly index: number;
  readonly isCurrent: boolean;
  readonly opened: Opened;
}

function StepBody({ step, index, isCurrent, opened }: Omit<BodyProps<'try'>, 'step'> & { readonly step: GuideStep }) {
  switch (step.kind) {
    case 'predict':
      return <Predict step={step} index={index} isCurrent={isCurrent} opened={opened} />;
    case 'observe':
      return <Observe step={step} index={index} isCurrent={isCurrent} opened={opened} />;
    case 'explain':
      return <Explain step={step} index={index} isCurrent={isCurrent} opened={opened} />;
    case 'try':
      return <Try step={step} index={index} isCurrent={isCurrent} opened={opened} />;
  }
}

function Predict({ step, index, opened }: BodyProps<'predict'>) {
  const said = useStore((state) => state.predictions[index]);
  const [choice, setChoice] = useState(-1);
  if (said !== undefined) return <Outcome step={step} index={index} said={said} opened={opened} />;
  const chosen = step.choices[choice];
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen === undefined) return;
        set((state) => ({ predictions: { ...state.predictions, [index]: chosen.value }, guideStep: index + 1 }));
      }}
    >
      <fieldset className="guide-choices">
        <legend>{say(step.question)}</legend>
        {step.choices.map((one, i) => (
          <label key={one.value}>
            <input type="radio" name={`predict-${index}`} checked={choice === i} onChange={() => setChoice(i)} />
            <span>{say(one.text)}</span>
          </label>
        ))}
      </fieldset>
      <div className="guide-buttons">
        <button type="submit" className="btn primary" disabled={chosen === undefined}>
          {t('guide.lockIn')}
        </button>
        <button type="button" className="btn ghost" onClick={() => set({ guideStep: index + 1 })}>
          {t('guide.skip')}
        </button>
      </div>
    </form>
  );
}

/** What was said beside what came out. A surprise is information, not a mistake. */
function Outcome({ step, index, said, opened }: Omit<BodyProps<'predict'>, 'isCurrent'> & { readonly said: number }) {
  const current = useStore((state) => state.guideStep);
  const verdict = useStore((state) => state.verdict);
  const live = useFrame(readNumbers, { counters: [], places: [], atRisk: 0, timeUs: 0 });
  const furthest = useRef({ run: -1, timeUs: -1, value: 0 });
  const isRevealed = opened.guide.slice(index + 1, current + 1).some((one) => one.kind !== 'observe');
  const value = answerOf(step.answer, opened, live, verdict);
  // What came out stays when time goes back, or another run is tried: it was asked about this one.
  const { run, timeUs } = furthest.current;
  if (isRevealed && value !== undefined && (run < 0 || (run === opened.run && live.timeUs >= timeUs))) {
    furthest.current = { run: opened.run, timeUs: live.timeUs, value };
  }
  const revealed = isRevealed && furthest.current.run >= 0;
  const observed = furthest.current.value;
  const choice = step.choices.find((one) => one.value === said);
  const nearest = step.choices.findLast((one) => one.value <= observed) ?? step.choices[0];
  const differs = revealed && nearest?.value !== said;
  return (
    <>
      <p>{say(step.question)}</p>
      <div className="guide-versus">
        <div>
          <small>{t('guide.youSaid')}</small>
          <b>{choice === undefined ? said : say(choice.text)}</b>
        </div>
        <div className={differs ? 'guide-differs' : ''}>
          <small>{t('guide.observed')}</small>
          <b>{revealed ? observed : '…'}</b>
        </div>
      </div>
    </>
  );
}

interface Numbers {
  readonly counters: readonly number[];
  readonly places: readonly number[];
  readonly atRisk: number;
  readonly timeUs: number;
}

function readNumbers(frame: Frame): Numbers {
  let atRisk = 0;
  for (let row = 0; row < frame.partitions.length; row++) atRisk += frame.partitions.atRisk[row] ?? 0;
  return {
    counters: Array.from(frame.counters.value),
    places: Array.from(frame.places.value),
    atRisk,
    timeUs: frame.clock.timeUs[0] ?? 0,
  };
}

/** The number that was asked for: a counter, a place of losses, `atRisk`, or `=3`, a value the engine worked out. */
function answerOf(name: string, opened: Opened, live: Numbers, verdict: Verdict | null): number | undefined {
  if (name.startsWith('=')) return Number(name.slice(1));
  const settled = verdict?.counters[name] ?? verdict?.where[name];
  if (settled !== undefined) return settled;
  const { counters, places } = opened.names;
  const found = counters.includes(name) ? live.counters[counters.indexOf(name)] : live.places[places.indexOf(name)];
  return found ?? (name === 'atRisk' ? live.atRisk : undefined);
}

function Observe({ step, index, isCurrent }: BodyProps<'observe'>) {
  const playing = useStore((state) => state.playing);
  const [reachedUs, setReachedUs] = useState(-1);
  const [going, setGoing] = useState(false);
  const stopUs = step.stopUs >= 0 ? step.stopUs : reachedUs;
  const isThere = useStore((state) => stopUs >= 0 && state.timeUs >= stopUs);
  const isAhead = isCurrent && stopUs >= 0 && !isThere;
  // Whoever starts the run, it halts at the stop of the step that is read now.
  useEffect(() => {
    if (isAhead && playing) set({ stopUs });
  }, [isAhead, playing, stopUs]);
  // A stop at an event has no time before the event was simulated: the first authored stop ahead is taken then.
  useEffect(() => {
    if (!isCurrent || step.stopUs >= 0 || !going || reachedUs >= 0) return;
    return frames.onFrame((frame) => {
      const ahead = nextStop(frame);
      if (ahead < 0) return;
      setReachedUs(ahead);
      set({ stopUs: ahead });
    });
  }, [isCurrent, step.stopUs, going, reachedUs]);
  useEffect(() => {
    if (isThere && !playing && going && step.cue !== '') set({ selection: step.cue.replaceAll(' ', ''), uid: -1 });
  }, [isThere, playing, going, step.cue]);
  const go = (): void => {
    setGoing(true);
    if (isThere) goTo(stopUs);
    else set({ stopUs, playing: true });
  };
  return (
    <>
      <p>{say(step.text)}</p>
      <div className="guide-buttons">
        {isThere || !isCurrent ? (
          <Again isCurrent={isCurrent} stopUs={stopUs} onNext={() => set({ guideStep: index + 1 })} />
        ) : (
          <>
            <button type="button" className="btn primary" onClick={go} disabled={playing && going}>
              <Glyph name="play" size={12} />
              {t(playing && going ? 'guide.playing' : 'guide.playToStop')}
            </button>
            <button type="button" className="btn ghost" onClick={() => set({ guideStep: index + 1 })}>
              {t('guide.next')}
            </button>
          </>
        )}
      </div>
    </>
  );
}

interface AgainProps {
  readonly isCurrent: boolean;
  readonly stopUs: number;
  readonly onNext: () => void;
}

function Again({ isCurrent, stopUs, onNext }: AgainProps): ReactNode {
  if (!isCurrent) {
    if (stopUs < 0) return null;
    return (
      <button type="button" className="btn ghost guide-small" onClick={() => goTo(stopUs)}>
        <Glyph name="back" size={12} />
        {t('guide.backTo', { t: (stopUs / 1e6).toFixed(3) })}
      </button>
    );
  }
  return (
    <button type="button" className="btn primary" onClick={onNext}>
      {t('guide.next')}
    </button>
  );
}

function nextStop(frame: Frame): number {
  const now = frame.clock.timeUs[0] ?? 0;
  const { keyTimes } = frame;
  for (let row = 0; row < keyTimes.length; row++) {
    const timeUs = keyTimes.timeUs[row] ?? 0;
    if (keyTimes.stop[row] === 1 && timeUs > now) return timeUs;
  }
  return -1;
}

function Explain({ step, index, isCurrent }: BodyProps<'explain'>) {
  const [own, setOwn] = useState('');
  const [shown, setShown] = useState(false);
  return (
    <>
      <label className="guide-own">
        {t('guide.inYourWords')}
        <textarea
          rows={2}
          value={own}
          placeholder={t('guide.ownPlaceholder')}
          onChange={(e) => setOwn(e.target.value)}
        />
      </label>
      {shown ? (
        <>
          <p className="guide-answer">{say(step.answer)}</p>
          {step.ideas.length > 0 ? (
            <fieldset className="guide-ideas">
              <legend>{t('guide.ideas')}</legend>
              {step.ideas.map((idea) => (
                <label key={idea.en}>
                  <input type="checkbox" />
                  <span>{say(idea)}</span>
                </label>
              ))}
            </fieldset>
          ) : null}
          {isCurrent ? (
            <div className="guide-buttons">
              <button type="button" className="btn primary" onClick={() => set({ guideStep: index + 1 })}>
                {t('guide.next')}
              </button>
            </div>
          ) : null}
        </>
      ) : (
        <div className="guide-buttons">
          <button type="button" className="btn" onClick={() => setShown(true)}>
            {t('guide.compare')}
          </button>
        </div>
      )}
    </>
  );
}

function Try({ step, opened }: BodyProps<'try'>) {
  const run = async (): Promise<void> => {
    const opens =
      step.variant === ''
        ? restart(null, step.set)
        : openRun({
            source: { from: 'current' },
            variant: step.variant,
            seed: opened.seed,
            set: step.set,
            commands: opened.commands,
            byHand: true,
          });
    if (await opens) set({ playing: true, stopUs: -1 });
  };
  const variant = opened.variants.find((one) => one.id === step.variant);
  return (
    <>
      <p>{say(step.text)}</p>
      <div className="guide-buttons">
        <button type="button" className="btn primary" onClick={() => void run()}>
          {variant === undefined ? t('guide.runAgain') : t('guide.runVariant', { variant: say(variant.title) })}
        </button>
      </div>
    </>
  );
}
