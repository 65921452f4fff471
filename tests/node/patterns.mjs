// Reads lines of JSON, [pattern, flags, strings], and prints for each, as JSON, whether the pattern is found in each
// string; or null, if it is none.

import { createInterface } from "node:readline";

for await (const line of createInterface({ input: process.stdin })) {
  const [pattern, flags, strings] = JSON.parse(line);
  let found = null;
  try {
    const expression = new RegExp(pattern, flags);
    found = strings.map((each) => expression.test(each));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  console.log(JSON.stringify(found));
}
