import { describe, expect, it } from 'vitest';
import { countReport } from '../run/count-report.mjs';

const report = (passed: number, failed: number, files: { status: string; tests: string[] }[]) => ({
  numPassedTests: passed,
  numFailedTests: failed,
  testResults: files.map(({ status, tests }) => ({
    status,
    assertionResults: tests.map((test) => ({ status: test })),
  })),
});

describe('the count of a stage', () => {
  it('takes passed and failed tests from the report', () => {
    const stage = report(2, 1, [{ status: 'failed', tests: ['passed', 'failed', 'passed'] }]);

    expect(countReport(stage, false)).toEqual({ passed: 2, failed: 1 });
  });

  it('has one failure for a file that broke before its tests', () => {
    const stage = report(3, 0, [
      { status: 'failed', tests: [] },
      { status: 'passed', tests: ['passed', 'passed', 'passed'] },
    ]);

    expect(countReport(stage, false)).toEqual({ passed: 3, failed: 1 });
  });

  it('has one failure where no test ran, and where there is no report', () => {
    expect(countReport(report(0, 0, []), true)).toEqual({ passed: 0, failed: 1 });
    expect(countReport(undefined, true)).toEqual({ passed: 0, failed: 1 });
  });

  it('has one failure where all tests passed but the stage ended badly', () => {
    expect(countReport(report(1, 0, [{ status: 'passed', tests: ['passed'] }]), false)).toEqual({
      passed: 1,
      failed: 1,
    });
  });
});
