// Writes npm_supermemo.txt, the facts test_sm2.py is held against, by running npm supermemo 2.0.23. To make it again, in
// an empty folder elsewhere:  npm install supermemo@2.0.23; cp …/npm_supermemo.mjs .; node npm_supermemo.mjs > npm_supermemo.txt
//
// A step is written repetitions/interval/ease, the ease in thousandths. Two kinds of lines follow the comment:
//   tree 00 d34…   SHA-256 (first 16 digits) over every step, each and a line feed, of all sequences of up to 7 grades
//                  that begin 00, in depth-first order, lower grades first
//   0443 0/1/1700 1/1/1700 …   one sequence and all its steps
import { createHash } from "node:crypto";
import { supermemo } from "supermemo";

const DEPTH = 7;
const LONGEST = 12;
const NEW = { interval: 0, repetition: 0, efactor: 2.5 };
const GRADES = [0, 1, 2, 3, 4, 5];

const milli = (item) => Math.round(item.efactor * 1000);
const written = (item) => `${item.repetition}/${item.interval}/${milli(item)}`;

function walk(item, depth, hash) {
  hash.update(written(item) + "\n");
  if (depth < DEPTH) for (const grade of GRADES) walk(supermemo(item, grade), depth + 1, hash);
}

console.log("# npm supermemo 2.0.23, run by npm_supermemo.mjs, which says how to read and make this");
for (const first of GRADES) {
  for (const second of GRADES) {
    const hash = createHash("sha256");
    walk(supermemo(supermemo(NEW, first), second), 2, hash);
    console.log(`tree ${first}${second} ${hash.digest("hex").slice(0, 16)}`);
  }
}

// Park and Miller's generator: the same numbers everywhere.
let seed = 20231114;
const below = (n) => (seed = (seed * 48271) % 2147483647) % n;

// Whether a growing interval lands on an exact half day, and whether the package rounds it as exact arithmetic does not.
function halves(grades) {
  let item = NEW;
  let half = false;
  let astray = false;
  for (const grade of grades) {
    const next = supermemo(item, grade);
    if (grade >= 3 && item.repetition >= 2 && (item.interval * milli(item)) % 1000 === 500) {
      half = true;
      if (next.interval !== Math.floor((item.interval * milli(item) + 500) / 1000)) astray = true;
    }
    item = next;
  }
  return astray ? "astray" : half ? "half" : "plain";
}

const wanted = { astray: 200, half: 150, plain: 250 };
const seen = new Set();
const MIXES = [GRADES, [1, 2, 3, 3, 4, 4, 5, 5], [3, 3, 3, 4, 5, 5, 5], [0, 3, 4, 4, 4, 5]];
const sequences = GRADES.map((grade) => Array(LONGEST).fill(grade));
while (Object.values(wanted).some((n) => n > 0)) {
  const mix = MIXES[below(MIXES.length)];
  const grades = Array.from({ length: 8 + below(LONGEST - 7) }, () => mix[below(mix.length)]);
  const kind = halves(grades);
  if (wanted[kind] > 0 && !seen.has(grades.join(""))) {
    wanted[kind] -= 1;
    seen.add(grades.join(""));
    sequences.push(grades);
  }
}
for (const grades of sequences) {
  let item = NEW;
  const steps = grades.map((grade) => written((item = supermemo(item, grade))));
  console.log(grades.join("") + " " + steps.join(" "));
}
