/**
 * @typedef {object} Report - what is read of Vitest's JSON report
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {{ status: string, assertionResults: { status: string }[] }[]} testResults
 */

/**
 * Counts a stage. A test file that broke before its tests is one failure; so is a stage without a report, one without
 * a single test, and one that ended badly although every test passed (an error outside of any test).
 *
 * @param {Report | undefined} report
 * @param {boolean} endedWell - the exit code was 0
 * @returns {{ passed: number, failed: number }}
 */
export function countReport(report, endedWell) {
  if (report === undefined) return { passed: 0, failed: 1 };
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((assertion) => assertion.status === 'failed'),
  ).length;
  const passed = report.numPassedTests;
  const failed = report.numFailedTests + brokenFiles;
  const isSilent = passed + failed === 0 || (failed === 0 && !endedWell);
  return { passed, failed: isSilent ? failed + 1 : failed };
}
