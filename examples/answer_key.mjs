// Ask an engine in JavaScript the cases of the answer key that it has the operations for.
// `node examples/answer_key.mjs answers.jsonl` also writes down what it answered, for
// `refgrad key check --answers answers.jsonl`.
import { readFileSync, writeFileSync } from "node:fs";

// --- The engine that is asked: put yours here --------------------------------

const sigmoid = (x) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)));
const OPS = { // operands in; the value, then the slope by each operand, out
  add: (x, y) => [x + y, 1, 1],
  sub: (x, y) => [x - y, 1, -1],
  mul: (x, y) => [x * y, y, x],
  div: (x, y) => [x / y, 1 / y, -x / y / y],
  neg: (x) => [-x, -1],
  abs: (x) => [Math.abs(x), Math.sign(x)],
  relu: (x) => [x > 0 ? x : 0, x > 0 ? 1 : 0],
  exp: (x) => [Math.exp(x), Math.exp(x)],
  log: (x) => [Math.log(x), 1 / x],
  sin: (x) => [Math.sin(x), Math.cos(x)],
  cos: (x) => [Math.cos(x), -Math.sin(x)],
  tanh: (x) => [Math.tanh(x), 1 - Math.tanh(x) ** 2],
  sigmoid: (x) => [sigmoid(x), sigmoid(x) * (1 - sigmoid(x))],
};

class Node {
  constructor(data, parents = [], slopes = []) {
    Object.assign(this, { data, parents, slopes, grad: 0, adjoint: 0 });
  }
}

const apply = (op, operands) => {
  const [data, ...slopes] = OPS[op](...operands.map((x) => x.data));
  return new Node(data, operands, slopes);
};

const backward = (root) => {
  const order = [], seen = new Set(), stack = [[root, false]];
  while (stack.length) {
    const [node, isDone] = stack.pop();
    if (isDone) order.push(node);
    else if (!seen.has(node)) {
      seen.add(node);
      stack.push([node, true], ...node.parents.map((parent) => [parent, false]));
    }
  }
  root.adjoint = 1;
  for (const node of order.reverse()) {
    node.parents.forEach((parent, i) => (parent.adjoint += node.adjoint * node.slopes[i]));
    node.grad += node.adjoint;
    node.adjoint = 0;
  }
};

// --- The runner --------------------------------------------------------------

const number = (x) => {
  if (typeof x === "number") return x;
  const [, sign, whole, digits, exponent] = /^(-?)0x([01])\.([0-9a-f]+)p(.+)$/.exec(x);
  return (sign ? -1 : 1) * parseInt(whole + digits, 16) * 2 ** (exponent - 4 * digits.length);
};

const ask = ({ program, point }) => {
  const nodes = point.map((x) => new Node(number(x)));
  for (const [op, ...operands] of program.steps) {
    const terms = operands.map((x) => (Array.isArray(x) ? nodes[x[0]] : new Node(number(x))));
    nodes.push(apply(op, terms));
  }
  program.roots.forEach((root) => backward(nodes[root]));
  const gradients = nodes.slice(0, program.inputs).map((node) => node.grad);
  return { values: nodes.map((node) => node.data), gradients };
};

const isInside = (hull, got) => hull === null || (number(hull[1]) <= got && got <= number(hull[2]));
const isRight = (answer, seen) =>
  answer.values.every((hull, i) => isInside(hull, seen.values[i])) &&
  answer.gradients.every((hull, i) => isInside(hull, seen.gradients[i]));

const key = new URL("../verification/keys/answer-key.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(key, "ascii"));
const known = cases.filter(({ program }) => program.steps.every(([op]) => op in OPS));
const answers = known.map((each) => ({ id: each.id, ...ask(each) }));
const wrong = known.filter((each, i) => !each.answers.some((answer) => isRight(answer, answers[i])));
console.log(`${known.length - wrong.length} of ${known.length} right`);
wrong.forEach(({ id, flags }) => console.log(id, ...flags));

// nan and infinities have no numbers in JSON: they are written as text.
const write = (_, x) => (typeof x === "number" && !Number.isFinite(x) ? String(x) : x);
const lines = answers.map((answer) => JSON.stringify(answer, write) + "\n");
process.argv.slice(2).forEach((file) => writeFileSync(file, lines.join("")));
