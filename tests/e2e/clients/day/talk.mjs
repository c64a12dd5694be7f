// How a day's script talks with the test that runs it: a line of JSON each way. It asks for what only a person or the world
// outside can do, and tells how each step went.

import { createInterface } from "node:readline";

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

export const setup = JSON.parse(process.argv[2]);

export async function ask(question) {
  process.stdout.write(`${JSON.stringify({ ask: question })}\n`);
  const { value } = await lines.next();
  const answer = JSON.parse(value);
  if (answer.error) throw new Error(answer.error);
  return answer;
}

export async function step(what, does) {
  let problem = null;
  try {
    await does();
  } catch (error) {
    const answer = error?.response?.data ? ` ${JSON.stringify(error.response.data)}` : "";
    problem = `${error?.message ?? error}${answer}`.slice(0, 500);
  }
  process.stdout.write(`${JSON.stringify({ step: what, problem })}\n`);
}

export function holds(condition, otherwise) {
  if (!condition) throw new Error(otherwise);
}

export async function eventually(what, probe) {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const found = await probe();
    if (found) return found;
    holds(Date.now() < deadline, `${what}: not within 15 s`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

export function end() {
  process.stdout.write(`${JSON.stringify({ end: true })}\n`);
  process.exit(0);
}
