// Prints "N passed, N failed" from Vitest's JSON report and exit code. Fails when anything failed or nothing ran.
import { readFileSync } from 'node:fs';

const [report, exitCode] = process.argv.slice(2);
const { numPassedTests, numTotalTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));

// A file that could not even be loaded has no tests to fail, and a test that did not run has not passed.
const brokenFiles = testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
const counted = numTotalTests - numPassedTests + brokenFiles;
// Vitest also fails for what belongs to no test, such as an unhandled rejection.
const failed = counted === 0 && exitCode !== '0' ? 1 : counted;

console.log(`${numPassedTests} passed, ${failed} failed`);
process.exitCode = failed === 0 && numPassedTests > 0 ? 0 : 1;
